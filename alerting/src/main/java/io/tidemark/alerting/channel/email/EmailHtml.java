package io.tidemark.alerting.channel.email;

import io.tidemark.alerting.chart.GraphPicture;
import io.tidemark.avro.Fact;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTML part: one column of 640 px, styles inline as mail programs want them, no scripts, nothing loaded from elsewhere. All text
 * is escaped here; of addresses only http and https become links.
 */
final class EmailHtml {

    private static final Pattern LINK = Pattern.compile("\\bhttps?://[^\\s<>\"'`{}|\\\\^]+", Pattern.CASE_INSENSITIVE);
    private static final String FONT =
            "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";

    /**
     * For programs that read styles: colours of the dark, and facts below their names on a phone. Without them the inline styles stand.
     */
    private static final String STYLES = """
            <style>
            @media (prefers-color-scheme: dark) {
              .tm-page { background: #16191d !important; color: #e6e9ed !important; }
              .tm-card { background: #22262b !important; border-left-color: #3a4048 !important;
                border-right-color: #3a4048 !important; border-bottom-color: #3a4048 !important; }
              .tm-head { background: #2a2f36 !important; }
              .tm-soft { color: #a8b1bb !important; }
              .tm-line { border-color: #3a4048 !important; }
              .tm-card a.tm-link { color: #8ab8ff !important; }
            }
            @media (max-width: 480px) {
              .tm-page { padding: 8px 4px !important; }
              .tm-line { display: block !important; width: auto !important; }
              td.tm-line { border-top: 0 !important; padding-top: 0 !important; }
              th.tm-line { padding-bottom: 0 !important; }
            }
            </style>
            """;

    private EmailHtml() {}

    static String of(EmailWords words, Optional<String> pictureId) {
        StringBuilder html = new StringBuilder(4096);
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\">")
                .append("<meta name=\"color-scheme\" content=\"light dark\">")
                .append("<meta name=\"supported-color-schemes\" content=\"light dark\">\n")
                .append(STYLES)
                .append("<title>")
                .append(escaped(words.headline()))
                .append("</title></head>\n")
                .append("<body class=\"tm-page\" style=\"margin:0;padding:24px 12px;background:#f3f4f6;color:#1f2328;")
                .append(FONT)
                .append("font-size:15px;line-height:1.5\">\n")
                .append(
                        "<div class=\"tm-card\" style=\"max-width:640px;margin:0 auto;background:#ffffff;border:1px solid #d8dee4;")
                .append("border-top:5px solid ")
                .append(words.label().colour)
                .append(";border-radius:6px;overflow:hidden\">\n");
        head(html, words);
        body(html, words);
        pictureId.ifPresent(id -> picture(html, words, id));
        facts(html, words);
        words.link().ifPresent(url -> button(html, words, url));
        html.append(
                        "</div>\n<div class=\"tm-soft\" style=\"max-width:640px;margin:12px auto 0;color:#656d76;font-size:12px\">")
                .append(escaped(words.footer()))
                .append("</div>\n</body></html>\n");
        return html.toString();
    }

    private static void head(StringBuilder html, EmailWords words) {
        html.append("<div class=\"tm-head\" style=\"padding:20px 24px 16px;background:")
                .append(words.label().tint)
                .append("\">\n")
                .append("<span style=\"display:inline-block;padding:3px 12px;border-radius:4px;background:")
                .append(words.label().colour)
                .append(";color:#ffffff;font-size:15px;font-weight:700;letter-spacing:.06em\">")
                .append(escaped(words.word()))
                .append("</span>\n<h1 style=\"margin:10px 0 2px;font-size:21px;line-height:1.3;font-weight:600;")
                .append("overflow-wrap:anywhere\">")
                .append(escaped(words.headline()))
                .append("</h1>\n")
                .append(
                        words.where().isEmpty()
                                ? ""
                                : "<div style=\"font-size:16px;overflow-wrap:anywhere\">" + escaped(words.where())
                                        + "</div>\n")
                .append("<div class=\"tm-soft\" style=\"color:#57606a;font-size:13px\">")
                .append(escaped(words.when()))
                .append("</div>\n</div>\n");
    }

    private static void body(StringBuilder html, EmailWords words) {
        if (!words.body().isEmpty()) {
            html.append("<div style=\"padding:16px 24px 4px;overflow-wrap:anywhere\">")
                    .append(linked(words.body()).replace("\n", "<br>\n"))
                    .append("</div>\n");
        }
    }

    private static void picture(StringBuilder html, EmailWords words, String id) {
        html.append("<div style=\"padding:12px 0 4px\"><img src=\"cid:")
                .append(escaped(id))
                .append("\" width=\"")
                .append(GraphPicture.WIDTH)
                .append("\" height=\"")
                .append(GraphPicture.HEIGHT)
                .append("\" style=\"display:block;width:100%;max-width:")
                .append(GraphPicture.WIDTH)
                .append(
                        "px;height:auto\" alt=\"Graph of the values, the expected range in grey, and what was out of it")
                .append(" marked in red: ")
                .append(escaped(words.headline()))
                .append("\"></div>\n");
    }

    private static void facts(StringBuilder html, EmailWords words) {
        if (words.facts().isEmpty()) {
            return;
        }
        html.append("<div style=\"padding:8px 24px 12px\"><table style=\"border-collapse:collapse;width:100%;")
                .append("font-size:14px\">\n");
        for (Fact fact : words.facts()) {
            html.append(
                            "<tr><th scope=\"row\" class=\"tm-line tm-soft\" style=\"text-align:left;vertical-align:top;padding:6px 16px 6px 0;")
                    .append("border-top:1px solid #e6e9ed;color:#57606a;font-weight:500;white-space:nowrap\">")
                    .append(escaped(fact.getName()))
                    .append(
                            "</th><td class=\"tm-line\" style=\"vertical-align:top;padding:6px 0;border-top:1px solid #e6e9ed;")
                    .append("width:100%;overflow-wrap:anywhere\">")
                    .append(linked(fact.getText()))
                    .append("</td></tr>\n");
        }
        html.append("</table></div>\n");
    }

    private static void button(StringBuilder html, EmailWords words, String url) {
        html.append("<div style=\"padding:4px 24px 24px\"><a href=\"")
                .append(escaped(url))
                .append("\" style=\"display:inline-block;padding:9px 18px;border-radius:5px;background:#1f5fbf;")
                .append(
                        "color:#ffffff;text-decoration:none;font-weight:600;font-size:14px\">Open in Tidemark</a></div>\n");
    }

    /** Escaped text in which plain web addresses can be followed; a full stop or bracket at their end is no part of them. */
    private static String linked(String text) {
        StringBuilder out = new StringBuilder(text.length() + 64);
        Matcher matcher = LINK.matcher(text);
        int copied = 0;
        while (matcher.find()) {
            String url = matcher.group().replaceAll("[.,;:!?)\\]*_]+$", "");
            out.append(escaped(text.substring(copied, matcher.start())))
                    .append("<a href=\"")
                    .append(escaped(url))
                    .append("\" class=\"tm-link\" style=\"color:#1f5fbf\">")
                    .append(escaped(url))
                    .append("</a>");
            copied = matcher.start() + url.length();
        }
        return out.append(escaped(text.substring(copied))).toString();
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
