package dev.roomcast.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/** The one JSON factory: strict RFC 8259, nothing interned (names come from strangers), streaming only. */
final class Json {

    /** How deep JSON may be nested, the message itself counted. */
    static final int MAX_DEPTH = 64;

    /** Deeper than this is not even read to its end to find the request's id. */
    private static final int HOPELESS_DEPTH = 1_000;

    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .disable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(HOPELESS_DEPTH)
                    // Frames are bounded already; a long number or name within one travels as it came.
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private Json() {}
}
