package io.tidemark.standalone.cli;

import io.tidemark.alerting.channel.http.HttpPost;

/** The entry of the command {@code tidemark}. */
public final class TidemarkMain {
    private TidemarkMain() {}

    public static void main(String[] args) {
        HttpPost.allowHostHeader();
        System.exit(Tidemark.commandLine().execute(args));
    }
}
