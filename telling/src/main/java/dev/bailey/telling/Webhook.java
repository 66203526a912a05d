package dev.bailey.telling;

import java.net.URI;

/** An address to which notices are posted. It often is the secret itself, so it is never shown. Immutable. */
public record Webhook(URI url, Format format) {

    public Webhook {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException("a webhook's address is like https://host/path");
        }
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a webhook's address holds no user and password");
        }
    }

    /** What is posted. */
    public enum Format {
        /** {@code {"text": "…"}}, as Slack and those who are compatible to it take it. */
        SLACK,
        /** The notice with its fields. */
        JSON
    }

    /** Names the host alone. */
    @Override
    public String toString() {
        return "webhook at " + url.getHost();
    }
}
