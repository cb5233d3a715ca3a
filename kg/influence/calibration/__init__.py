"""The discrete-choice model of transfers: which club a player joined, out of all that he could have joined."""
