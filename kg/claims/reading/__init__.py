"""What a news story says: proposals of claims, each with the very sentence that it rests on."""
