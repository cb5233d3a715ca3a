import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.query.QueryException;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.query.Syntax;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFDataMgr;
import org.apache.jena.riot.RiotException;
import org.apache.jena.riot.system.StreamRDF;
import org.apache.jena.riot.system.StreamRDFWriter;
import org.apache.jena.tdb2.TDB2Factory;
import org.apache.jena.update.UpdateAction;

/**
 * The SPARQL 1.1 Protocol and the writing half of the Graph Store Protocol over a TDB2 database of Apache Jena.
 *
 * Debian packages Jena's engine without Fuseki, its server. What Fuseki does with a request before it hands it to the
 * engine is little, and done here: /query, /update and /store, on loopback.
 *
 *     java -cp JARS JenaServer.java FOLDER PORT
 */
public final class JenaServer {
    private final Dataset dataset;

    private JenaServer(String folder) {
        dataset = TDB2Factory.connectDataset(folder);
    }

    public static void main(String[] arguments) throws IOException {
        JenaServer here = new JenaServer(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/query", exchange -> answer(exchange, here::query));
        server.createContext("/update", exchange -> answer(exchange, here::update));
        server.createContext("/store", exchange -> answer(exchange, here::store));
        server.start();
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static void answer(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            try {
                handler.handle(exchange);
            } catch (QueryException | RiotException error) {
                refuse(exchange, 400, error);
            } catch (RuntimeException error) {
                error.printStackTrace();
                refuse(exchange, 500, error);
            }
        }
    }

    /** Sends an error, unless the answer has begun: then the connection is cut, so that nobody takes it for whole. */
    private static void refuse(HttpExchange exchange, int status, Exception error) throws IOException {
        if (exchange.getResponseCode() != -1) {
            throw new IOException(error);
        }
        byte[] words = String.valueOf(error.getMessage()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, words.length == 0 ? -1 : words.length);
        exchange.getResponseBody().write(words);
    }

    /** The values of a parameter, of the address or of a form. */
    private static List<String> values(String form, String name) {
        List<String> found = new ArrayList<>();
        for (String pair : form == null ? new String[0] : form.split("&")) {
            if (pair.startsWith(name + "=")) {
                found.add(URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private static String body(HttpExchange exchange) throws IOException {
        return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean isForm(HttpExchange exchange) {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        return type != null && type.startsWith("application/x-www-form-urlencoded");
    }

    private static OutputStream begin(HttpExchange exchange, String mediaType) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", mediaType);
        exchange.sendResponseHeaders(200, 0);
        return new BufferedOutputStream(exchange.getResponseBody(), 1 << 16);
    }

    private void query(HttpExchange exchange) throws IOException {
        String address = exchange.getRequestURI().getRawQuery();
        String form = exchange.getRequestMethod().equals("POST") && isForm(exchange) ? body(exchange) : address;
        Query query = QueryFactory.create(values(form, "query").get(0), Syntax.syntaxSPARQL_11);
        List<String> defaults = values(form, "default-graph-uri");
        List<String> named = values(form, "named-graph-uri");
        if (!defaults.isEmpty() || !named.isEmpty()) { // A dataset of the request stands before one of the query.
            query.getGraphURIs().clear();
            query.getNamedGraphURIs().clear();
            defaults.forEach(query::addGraphURI);
            named.forEach(query::addNamedGraphURI);
        }
        dataset.executeRead(() -> {
            try (QueryExecution execution = QueryExecutionFactory.create(query, dataset)) {
                send(exchange, query, execution);
            } catch (IOException error) {
                throw new java.io.UncheckedIOException(error);
            }
        });
    }

    private static void send(HttpExchange exchange, Query query, QueryExecution execution) throws IOException {
        if (query.isSelectType()) {
            var rows = execution.execSelect();
            try (OutputStream output = begin(exchange, "application/sparql-results+json")) {
                ResultSetFormatter.outputAsJSON(output, rows);
            }
        } else if (query.isAskType()) {
            boolean yes = execution.execAsk();
            try (OutputStream output = begin(exchange, "application/sparql-results+json")) {
                ResultSetFormatter.outputAsJSON(output, yes);
            }
        } else {
            var triples = query.isConstructType()
                    ? execution.execConstructTriples()
                    : execution.execDescribeTriples();
            try (OutputStream output = begin(exchange, "application/n-triples")) {
                StreamRDF writer = StreamRDFWriter.getWriterStream(output, Lang.NTRIPLES);
                writer.start();
                triples.forEachRemaining(writer::triple);
                writer.finish();
            }
        }
    }

    private void update(HttpExchange exchange) throws IOException {
        String text = body(exchange);
        String request = isForm(exchange) ? values(text, "update").get(0) : text;
        dataset.executeWrite(() -> UpdateAction.parseExecute(request, dataset));
        exchange.sendResponseHeaders(204, -1);
    }

    private void store(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        if (!method.equals("PUT") && !method.equals("POST")) {
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        String graph = values(exchange.getRequestURI().getRawQuery(), "graph").get(0);
        dataset.executeWrite(() -> {
            if (method.equals("PUT")) {
                dataset.removeNamedModel(graph);
            }
            RDFDataMgr.read(dataset.getNamedModel(graph), exchange.getRequestBody(), Lang.NTRIPLES);
        });
        exchange.sendResponseHeaders(204, -1);
    }
}
