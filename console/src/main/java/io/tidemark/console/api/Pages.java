package io.tidemark.console.api;

import com.linecorp.armeria.common.MediaType;
import io.tidemark.console.route.Ask;
import io.tidemark.console.route.Problem;
import io.tidemark.console.route.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page's files. All are read at start; a request can only name one of them, so there is no path to climb out of.
 *
 * <p>The build puts them under {@value #ROOT}; index.html names the others.
 */
final class Pages {

    private static final String ROOT = "/io/tidemark/console/web/";
    private static final Pattern ASSET = Pattern.compile("(?:src|href)=\"/?(assets/[A-Za-z0-9._-]+)\"");
    private static final String FOREVER = "public, max-age=31536000, immutable";

    private final byte[] index;
    private final byte[] icon;
    private final Map<String, byte[]> assets;

    private Pages(byte[] index, byte[] icon, Map<String, byte[]> assets) {
        this.index = index;
        this.icon = icon;
        this.assets = assets;
    }

    static Pages load() {
        byte[] index = read("index.html");
        Map<String, byte[]> assets = new HashMap<>();
        Matcher named = ASSET.matcher(new String(index, StandardCharsets.UTF_8));
        while (named.find()) {
            String path = named.group(1);
            assets.put(path.substring("assets/".length()), read(path));
        }
        return new Pages(index, read("favicon.svg"), assets);
    }

    Reply index(Ask ask) {
        return file(index, MediaType.HTML_UTF_8, "no-cache");
    }

    Reply icon(Ask ask) {
        return file(icon, MediaType.SVG_UTF_8, FOREVER);
    }

    Reply asset(Ask ask) {
        String name = ask.path("name");
        byte[] content = assets.get(name);
        if (content == null) {
            throw Problem.notFound("There is no such file. Reload the page.");
        }
        return file(content, type(name), FOREVER);
    }

    private static Reply file(byte[] content, MediaType type, String caching) {
        return Reply.bytes(type, content).with("cache-control", caching);
    }

    private static MediaType type(String name) {
        if (name.endsWith(".js")) {
            return MediaType.JAVASCRIPT_UTF_8;
        }
        return name.endsWith(".css") ? MediaType.CSS_UTF_8 : MediaType.OCTET_STREAM;
    }

    private static byte[] read(String path) {
        try (InputStream in = Pages.class.getResourceAsStream(ROOT + path)) {
            if (in == null) {
                throw new IllegalStateException("The page's file " + path
                        + " is not in the program. Build the module console with its web part.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
