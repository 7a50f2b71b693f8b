using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Features.Upload;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.OpenApi;

/// <summary>
/// What the generated description of an operation cannot know: examples, headers, and the body that is read by hand.
/// </summary>
internal static class OperationDetails
{
    /// <summary>Name of the schema of a list of tasks.</summary>
    public const string TaskPage = "TaskPageDto";

    public static async Task AddAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var posts = operation.RequestBody is not null || operation.OperationId == Examples.Upload;
        if (operation.OperationId == Examples.Upload)
            operation.RequestBody = await UploadBodyAsync(context, cancellationToken);
        if (posts)
            (operation.Parameters ??= []).Add(IdempotencyKey());
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            ParameterDetails.Add(parameter);
        if (operation.OperationId == Examples.Poll)
            await AddListAsync(operation, context, cancellationToken);

        if (Media(operation.RequestBody?.Content, "application/json") is { } body)
            body.Example = Examples.Request(operation.OperationId);
        foreach (var (status, response) in operation.Responses ?? [])
            Describe(operation, status, response);
    }

    private static void Describe(OpenApiOperation operation, string status, IOpenApiResponse response)
    {
        if (status.StartsWith('2'))
        {
            if (Media(response.Content, "application/json") is { } answer)
                Show(answer, Examples.Answers(operation.OperationId));
            response.Description = status == "201" ? "Accepted; the header Location says where to poll."
                : status == "204" ? "Done."
                : operation.RequestBody is not null ? "Accepted."
                : operation.OperationId!.Contains("Audio", StringComparison.Ordinal) ? "What was asked for."
                : "The task.";
            return;
        }

        response.Description = Examples.Meaning(status);
        if (Media(response.Content, "application/problem+json") is { } problem)
            problem.Example = Examples.Problem(status);
    }

    private static async Task AddListAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var page = await context.GetOrCreateSchemaAsync(typeof(Page<TaskDto>), cancellationToken: cancellationToken);
        context.Document!.AddComponent(TaskPage, page);
        if (Media(operation.Responses?["200"].Content, "application/json") is { Schema: { } task } answer)
            answer.Schema = new OpenApiSchema { OneOf = [task, new OpenApiSchemaReference(TaskPage, context.Document)] };
    }

    private static OpenApiMediaType? Media(IDictionary<string, OpenApiMediaType>? content, string type) =>
        content is not null && content.TryGetValue(type, out var media) ? media : null;

    private static void Show(OpenApiMediaType media, IReadOnlyDictionary<string, JsonNode> examples)
    {
        if (examples.Count == 1)
            media.Example = examples.Values.First();
        else
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

    private static async Task<OpenApiRequestBody> UploadBodyAsync(
        OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(UploadDto), cancellationToken: cancellationToken);
        context.Document!.AddComponent(nameof(UploadDto), schema);
        var file = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The song itself." };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchemaReference(nameof(UploadDto), context.Document) },
                ["multipart/form-data"] = new()
                {
                    Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Required = new HashSet<string> { "file" },
                        Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = file },
                    },
                },
            },
        };
    }
}
