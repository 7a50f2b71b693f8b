using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.OpenApi;

/// <summary>What the generated description of an operation cannot know: examples, headers, and that a poll without an id is a list.</summary>
internal static class OperationDetails
{
    /// <summary>Name of the schema of a list of tasks.</summary>
    public const string TaskPage = "TaskPageDto";

    public static async Task AddAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var examples = context.ApplicationServices.GetRequiredService<Examples>();
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<StartsWork>().Any())
            (operation.Parameters ??= []).Add(IdempotencyKey());
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            ParameterDetails.Add(parameter);

        if (Media(operation.RequestBody?.Content, "application/json") is { } body && RequestType(context) is { } request)
            body.Example = examples.Of(request);
        foreach (var (status, response) in operation.Responses ?? [])
            Describe(status, response, examples, TypeOf(context, status));
        if (operation.OperationId == TasksApi.PollOrListName)
            await AddListAsync(operation, context, examples, cancellationToken);
    }

    /// <summary>What an operation takes in its body.</summary>
    private static Type? RequestType(OpenApiOperationTransformerContext context) =>
        context.Description.ParameterDescriptions.FirstOrDefault(parameter => parameter.Source.Id == "Body")?.Type;

    private static Type? TypeOf(OpenApiOperationTransformerContext context, string status) =>
        context.Description.SupportedResponseTypes.FirstOrDefault(response => $"{response.StatusCode}" == status)?.Type;

    private static void Describe(string status, IOpenApiResponse response, Examples examples, Type? type)
    {
        if (status.StartsWith('2'))
        {
            if (Media(response.Content, "application/json") is { } answer)
                Show(answer, examples.Answers(type));
            response.Description = status == "201" ? "Accepted; the header Location says where to poll."
                : status == "204" ? "Done."
                : type == typeof(TaskIdDto) ? "Accepted."
                : type == typeof(TaskDto) ? "The task."
                : "What was asked for.";
            return;
        }

        response.Description = Examples.Meaning(status);
        if (Media(response.Content, "application/problem+json") is { } problem)
            problem.Example = Examples.Problem(status);
    }

    private static async Task AddListAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, Examples examples, CancellationToken cancellationToken)
    {
        var page = await context.GetOrCreateSchemaAsync(typeof(Page<TaskDto>), cancellationToken: cancellationToken);
        context.Document!.AddComponent(TaskPage, page);
        if (Media(operation.Responses?["200"].Content, "application/json") is not { Schema: { } task } answer)
            return;
        // anyOf, not oneOf: the generator of C# clients loses a choice of oneOf that is itself a choice.
        answer.Schema = new OpenApiSchema { AnyOf = [task, new OpenApiSchemaReference(TaskPage, context.Document)] };
        answer.Examples!["list"] = new OpenApiExample { Value = examples.TaskList() };
    }

    private static OpenApiMediaType? Media(IDictionary<string, OpenApiMediaType>? content, string type) =>
        content is not null && content.TryGetValue(type, out var media) ? media : null;

    private static void Show(OpenApiMediaType media, IReadOnlyDictionary<string, JsonNode> examples)
    {
        if (examples.Count == 1)
            media.Example = examples.Values.First();
        else if (examples.Count > 1)
            media.Examples = examples.ToDictionary(
                example => example.Key, IOpenApiExample (example) => new OpenApiExample { Value = example.Value });
    }

    private static OpenApiParameter IdempotencyKey() => new()
    {
        Name = "Idempotency-Key",
        In = ParameterLocation.Header,
        Description = "Any text of at most 255 characters. The same key with the same request gives the same task; with another request it is refused with 409.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
    };
}
