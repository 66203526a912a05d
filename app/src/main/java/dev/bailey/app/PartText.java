package dev.bailey.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bailey.control.RouterWelcome;
import dev.bailey.core.Problem;
import dev.bailey.core.Slices;

/**
 * What the plan says about one router.
 *
 * @param slices no file stands for tenants in them, and they hold up to a million
 * @param others all else, its placeholders not filled in
 */
record PartText(Slices slices, ObjectNode others) {

    private static final String SLICES = "slices";

    static PartText of(RouterWelcome told) {
        try {
            ObjectNode part = new ObjectMapper().readValue(told.part(), ObjectNode.class);
            return new PartText(SliceReader.slices(part.path(SLICES)), part.without(SLICES));
        } catch (JsonProcessingException e) {
            throw new Problem(Problem.Kind.UNFIT, "the control plane's part of the plan is no JSON: " + e, e);
        }
    }
}
