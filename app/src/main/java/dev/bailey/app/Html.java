package dev.bailey.app;

import java.util.List;

/** A page being written, in which nothing that was said can be taken for markup. Confined to one thread. */
final class Html {

    private final StringBuilder page = new StringBuilder();

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    Html raw(String markup) {
        page.append(markup).append('\n');
        return this;
    }

    Html element(String name, String text) {
        return raw("<" + name + ">" + escaped(text) + "</" + name.replaceFirst(" .*", "") + ">");
    }

    Html list(List<String> items) {
        raw("<ul>");
        items.forEach(item -> element("li", item));
        return raw("</ul>");
    }

    /** Nothing where there are no rows. */
    Html table(String title, List<String> columns, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        element("h2", title);
        raw("<table><thead><tr>");
        columns.forEach(column -> element("th", column));
        raw("</tr></thead><tbody>");
        for (List<String> row : rows) {
            raw("<tr>");
            row.forEach(cell -> element("td", cell));
            raw("</tr>");
        }
        return raw("</tbody></table>");
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
