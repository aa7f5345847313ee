package dev.roomcast.api;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.examples.Example;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the OpenAPI document with what operations have in common: parameters, problems and examples, which are in
 * {@code META-INF/openapi.yaml} under the names that are looked up here. Runs in the build, so that a native executable has
 * the finished document.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {

    /** What any request may be answered: a fault, and keys or a store that do not answer. */
    private static final List<String> ALWAYS = List.of("500", "503");

    private static final List<String> WITH_BODY = List.of("400", "408", "413", "415");

    /** A revocation's id may be any text, so no request with it is malformed. */
    private static final String ANY_TEXT = "unrevoke.id";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Components shared = document.getComponents();
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations().values().forEach(operation -> complete(operation, shared)));
    }

    private static void complete(Operation operation, Components shared) {
        parameters(operation, shared.getParameters());
        problems(operation);
        examples(operation, shared.getExamples());
    }

    private static void problems(Operation operation) {
        APIResponses responses = operation.getResponses();
        ALWAYS.forEach(status -> problem(responses, status));
        if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
            problem(responses, "401");
        }
        if (operation.getRequestBody() != null) {
            WITH_BODY.forEach(status -> problem(responses, status));
        }
        responses.setAPIResponses(new TreeMap<>(responses.getAPIResponses()));
    }

    private static void problem(APIResponses responses, String status) {
        responses.addAPIResponse(status, OASFactory.createAPIResponse().ref("problem." + status));
    }

    private static void parameters(Operation operation, Map<String, Parameter> shared) {
        if (operation.getParameters() == null) {
            return;
        }
        operation.setParameters(operation.getParameters().stream()
                .map(parameter -> {
                    String own = operation.getOperationId() + '.' + parameter.getName();
                    String name = shared.containsKey(own) ? own : parameter.getName();
                    if (!name.equals(ANY_TEXT)) {
                        problem(operation.getResponses(), "400");
                    }
                    return OASFactory.createParameter().ref(name);
                })
                .toList());
    }

    private static void examples(Operation operation, Map<String, Example> shared) {
        String prefix = operation.getOperationId() + '.';
        if (operation.getRequestBody() != null) {
            example(operation.getRequestBody().getContent(), prefix + "request", shared);
        }
        operation
                .getResponses()
                .getAPIResponses()
                .forEach((status, response) -> example(response.getContent(), prefix + status, shared));
    }

    private static void example(Content content, String name, Map<String, Example> shared) {
        if (content != null && shared.containsKey(name)) {
            content.getMediaTypes()
                    .values()
                    .forEach(type -> type.addExample(
                            "example", OASFactory.createExample().ref(name)));
        }
    }
}
