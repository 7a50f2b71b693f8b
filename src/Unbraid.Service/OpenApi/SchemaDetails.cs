using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Features.Audios;
using Unbraid.Service.Features.Download;
using Unbraid.Service.Features.Generation;
using Unbraid.Service.Features.Stems;
using Unbraid.Service.Features.Upload;
using Unbraid.Service.Features.Video;
using Unbraid.Service.Http;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.OpenApi;

/// <summary>Makes the generated schemas as exact as the service is, so that generated clients get good types.</summary>
internal static class SchemaDetails
{
    private const string Stems = "StemsResultDto";

    /// <summary>What tasks make, other than stems; a new kind of result is added here.</summary>
    private static readonly Type[] s_results =
        [typeof(UploadResultDto), typeof(CreatedAudioDto), typeof(DownloadResultDto), typeof(VideoResultDto)];

    public static async Task AddAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var type in s_results)
            document.AddComponent(type.Name, await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken));
        document.AddComponent(Stems, StemsSchema());

        var results = s_results.Select(type => type.Name).Append(Stems);
        Choose(document, nameof(TaskDto), "result", [.. results.Select(name => new OpenApiSchemaReference(name, document))]);
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        Choose(document, nameof(Problem), "message", [text, new OpenApiSchema { Type = JsonSchemaType.Array, Items = text }]);
        Member(document, OperationDetails.TaskPage, "items").Items = new OpenApiSchemaReference(nameof(TaskDto), document);
        Member(document, nameof(CreateAudioDto), "action").Enum = [GenerationApi.CreateMusic];
        foreach (var type in (string[])[nameof(GetStemsDto), nameof(DownloadDto)])
            Member(document, type, "format").Enum = [.. FileFormats.Containers.Keys.Select(name => (JsonNode)name)];
        foreach (var type in (string[])[nameof(VideoDto), nameof(VideoResultDto)])
            Member(document, type, "preset").Enum = [.. VideoPresets.ByName.Keys.Select(name => (JsonNode)name)];

        var state = (OpenApiSchema)document.Components!.Schemas![nameof(TaskState)];
        (state.Type, state.Description) = (JsonSchemaType.String, "Where a task is in its life; the last four are final.");
        foreach (var schema in document.Components.Schemas.Values)
            WithoutNull(schema);
    }

    /// <summary>Members without a value are absent, never null; null in a request means the same as nothing.</summary>
    private static void WithoutNull(IOpenApiSchema schema)
    {
        foreach (var member in (schema.Properties?.Values.AsEnumerable() ?? []).OfType<OpenApiSchema>())
        {
            if (member.Type is { } type)
                member.Type = type & ~JsonSchemaType.Null;
        }
    }

    private static OpenApiSchema Member(OpenApiDocument document, string schema, string member) =>
        (OpenApiSchema)document.Components!.Schemas![schema].Properties![member];

    private static void Choose(OpenApiDocument document, string schema, string member, IList<IOpenApiSchema> choices)
    {
        var one = Member(document, schema, member);
        (one.Type, one.AnyOf) = (null, choices);
    }

    private static OpenApiSchema StemsSchema() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "The result of a stems task: name of each stem to its link.",
        AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
