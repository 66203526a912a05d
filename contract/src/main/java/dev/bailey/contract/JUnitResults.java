package dev.bailey.contract;

import dev.bailey.contract.TestOutcome.Kind;
import dev.bailey.core.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads results as JUnit's XML has them, which nearly every test runner can write. Stateless.
 *
 * @see <a href="https://github.com/testmoapp/junitxml">the format as it is written in the field</a>
 */
final class JUnitResults {

    private JUnitResults() {}

    /**
     * By name; a name that stands several times is counted on.
     *
     * @throws Problem if a file is not that
     */
    static Map<String, TestOutcome> read(List<Path> files) {
        Map<String, TestOutcome> outcomes = new LinkedHashMap<>();
        for (Path file : files) {
            Element root = root(file);
            List<Element> cases = new ArrayList<>();
            collect(root, cases);
            cases.forEach(test -> add(outcomes, name(test), outcome(test)));
        }
        return outcomes;
    }

    private static void add(Map<String, TestOutcome> outcomes, String name, TestOutcome outcome) {
        int count = 1;
        String counted = name;
        while (outcomes.containsKey(counted)) {
            counted = name + " #" + ++count;
        }
        outcomes.put(counted, outcome);
    }

    private static String name(Element test) {
        String group = test.getAttribute("classname");
        return group.isEmpty() ? test.getAttribute("name") : group + ": " + test.getAttribute("name");
    }

    private static TestOutcome outcome(Element test) {
        TestOutcome outcome = new TestOutcome(Kind.PASSED, "");
        for (Node child = test.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                String tag = element.getTagName();
                if (tag.equals("failure") || tag.equals("error")) {
                    String message = element.getAttribute("message");
                    return new TestOutcome(Kind.FAILED, message.isBlank() ? element.getTextContent() : message);
                } else if (tag.equals("skipped")) {
                    outcome = new TestOutcome(Kind.SKIPPED, "");
                }
            }
        }
        return outcome;
    }

    private static void collect(Element element, List<Element> cases) {
        if (element.getTagName().equals("testcase")) {
            cases.add(element);
            return;
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(inner, cases);
            }
        }
    }

    private static Element root(Path file) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Element root = builder.parse(file.toFile()).getDocumentElement();
            if (!root.getTagName().startsWith("testsuite")) {
                throw new Problem(Problem.Kind.UNFIT, file + ": this is no result of tests in JUnit's XML");
            }
            return root;
        } catch (SAXException | IOException e) {
            throw new Problem(Problem.Kind.UNFIT, file + " cannot be read as JUnit's XML: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's parser of XML", e);
        }
    }
}
