using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Upload;

namespace Unbraid.Service.OpenApi;

/// <summary>What the generated description of an operation cannot know.</summary>
internal static class OperationDetails
{
    public static async Task AddAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (operation.OperationId == "ApiPublicController_upload")
            operation.RequestBody = await UploadBodyAsync(context, cancellationToken);
    }

    private static async Task<OpenApiRequestBody> UploadBodyAsync(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(UploadDto), cancellationToken: cancellationToken);
        context.Document!.AddComponent(nameof(UploadDto), schema);
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
                        Properties = new Dictionary<string, IOpenApiSchema> { ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } },
                    },
                },
            },
        };
    }
}
