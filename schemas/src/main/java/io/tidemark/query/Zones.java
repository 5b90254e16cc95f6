package io.tidemark.query;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Time zones as configuration names them: {@code Region/City} of the tz database, or UTC.
 *
 * <p>Short names ("IST", "EST", "CET") are refused: they mean several places, some have no daylight saving, and JDKs
 * differ on them. Fixed offsets are refused because no season follows them.
 */
public final class Zones {

    /** What to write, for messages. */
    public static final String FORM = "a time zone such as Europe/Berlin or UTC";

    private static final Map<String, String> SHORT = shortNames();

    private static final List<String> PLACES = places();

    private Zones() {}

    private static List<String> places() {
        List<String> known = new ArrayList<>(ZoneId.getAvailableZoneIds());
        known.removeIf(id -> id.indexOf('/') < 0 || id.startsWith("SystemV/"));
        known.sort(null);
        known.add(0, "UTC");
        return List.copyOf(known);
    }

    private static Map<String, String> shortNames() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("IST", "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin");
        names.put("EST", "America/New_York or America/Panama");
        names.put("EDT", "America/New_York");
        names.put("CST", "America/Chicago or Asia/Shanghai");
        names.put("CDT", "America/Chicago");
        names.put("MST", "America/Denver or America/Phoenix");
        names.put("MDT", "America/Denver");
        names.put("PST", "America/Los_Angeles");
        names.put("PDT", "America/Los_Angeles");
        names.put("HST", "Pacific/Honolulu");
        names.put("CET", "Europe/Berlin or Europe/Paris");
        names.put("CEST", "Europe/Berlin or Europe/Paris");
        names.put("EET", "Europe/Helsinki or Europe/Athens");
        names.put("WET", "Europe/Lisbon");
        names.put("MET", "Europe/Berlin");
        names.put("BST", "Europe/London or Asia/Dhaka");
        names.put("JST", "Asia/Tokyo");
        names.put("GMT", "UTC or Europe/London");
        return names;
    }

    public static Optional<ZoneId> named(String text) {
        if (text.equalsIgnoreCase("UTC") || text.equals("Etc/UTC")) {
            return Optional.of(ZoneOffset.UTC);
        }
        boolean place = text.indexOf('/') > 0 && !text.startsWith("SystemV/");
        return place && ZoneId.getAvailableZoneIds().contains(text) ? Optional.of(ZoneId.of(text)) : Optional.empty();
    }

    /** What to write instead of an unknown name; empty where nothing is near. */
    public static String hint(String text) {
        String places = SHORT.get(text.toUpperCase(java.util.Locale.ROOT));
        if (places == null && text.length() > 2) {
            // "CET2" and the like
            places = SHORT.get(text.substring(0, text.length() - 1).toUpperCase(java.util.Locale.ROOT));
        }
        if (places != null) {
            return "Short names mean several places; write " + places + ".";
        }
        return NearestName.hint(text, PLACES);
    }
}
