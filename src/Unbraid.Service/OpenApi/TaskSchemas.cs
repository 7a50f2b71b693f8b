using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Jobs;

namespace Unbraid.Service.OpenApi;

/// <summary>
/// A task as one of its kinds, told apart by <c>type</c>, each with the result of its own: generated clients then read a result without a cast.
/// </summary>
/// <remarks>
/// What all kinds share is a schema of its own that each kind extends by <c>allOf</c>. Where the kinds repeat the members instead, the generator
/// of C# clients (Kiota) takes the first kind for all.
/// </remarks>
internal static class TaskSchemas
{
    private const string Shared = "TaskFields";

    public static async Task AddAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var schemas = document.Components!.Schemas!;
        var shared = (OpenApiSchema)schemas[nameof(TaskDto)];
        var (type, result) = ((OpenApiSchema)shared.Properties!["type"], (OpenApiSchema)shared.Properties["result"]);
        foreach (var member in (string[])["type", "result"])
        {
            shared.Properties.Remove(member);
            shared.Required?.Remove(member);
        }

        schemas[Shared] = shared;
        var task = new OpenApiSchema
        {
            OneOf = [],
            Discriminator = new OpenApiDiscriminator { PropertyName = "type", Mapping = new Dictionary<string, OpenApiSchemaReference>() },
        };
        foreach (var kind in context.ApplicationServices.GetRequiredService<TaskKinds>().All)
        {
            var name = $"{char.ToUpperInvariant(kind.Kind[0])}{kind.Kind[1..]}Task";
            document.AddComponent(
                kind.ResultType.Name, await context.GetOrCreateSchemaAsync(kind.ResultType, cancellationToken: cancellationToken));
            schemas[name] = Variant(kind, type.Description!, result.Description!, document);
            task.OneOf.Add(new OpenApiSchemaReference(name, document));
            task.Discriminator.Mapping[kind.Kind] = new OpenApiSchemaReference(name, document);
        }

        schemas[nameof(TaskDto)] = task;
        ((OpenApiSchema)schemas[OperationDetails.TaskPage].Properties!["items"]).Items = new OpenApiSchemaReference(nameof(TaskDto), document);
    }

    private static OpenApiSchema Variant(ITaskHandler kind, string typeText, string resultText, OpenApiDocument document) => new()
    {
        AllOf =
        [
            new OpenApiSchemaReference(Shared, document),
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Required = new HashSet<string> { "type" },
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [kind.Kind], Description = typeText },
                    ["result"] = new OpenApiSchemaReference(kind.ResultType.Name, document) { Description = resultText },
                },
            },
        ],
    };
}
