using Microsoft.OpenApi;

namespace Unbraid.Service.Features.Upload;

/// <summary>The form in which a file comes with the request; its parts are read one by one and never held in memory.</summary>
internal static class UploadForm
{
    public const string MediaType = "multipart/form-data";

    /// <summary>The part that says where the end of the task is to be reported; the other is <c>file</c>.</summary>
    public const string CallbackUrl = "callbackUrl";

    /// <summary>What no type says: the schema of the form.</summary>
    public static void Describe(OpenApiOperation operation)
    {
        operation.RequestBody!.Content![MediaType].Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "file" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The song itself." },
                [CallbackUrl] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "As in the JSON body." },
            },
        };
    }
}
