using Microsoft.OpenApi;

namespace Unbraid.Service.Features.Upload;

/// <summary>What no type says of resumable uploads: their headers.</summary>
internal static class ResumableDetails
{
    /// <summary>Has an endpoint's operation described by one of these.</summary>
    public static RouteHandlerBuilder WithHeaders(this RouteHandlerBuilder endpoint, Action<OpenApiOperation> describe) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            describe(operation);
            return Task.CompletedTask;
        });

    public static void Begin(OpenApiOperation operation)
    {
        Takes(operation, TusProtocol.UploadLength, JsonSchemaType.Integer, true, "Bytes of the whole file.");
        Takes(operation, TusProtocol.UploadMetadata, JsonSchemaType.String, false,
            "Keys, each with its text in Base64 (UTF-8), separated by commas: `filename`, from which the title comes where the file itself says none, and `callbackUrl`.");
        Gives(operation, "201", "Location", "Where the bytes go.");
        Gives(operation, "201", TusProtocol.UploadExpires, "By when all of them must have come.");
    }

    public static void Look(OpenApiOperation operation)
    {
        Gives(operation, "200", TusProtocol.UploadOffset, "Bytes that have come.");
        Gives(operation, "200", TusProtocol.UploadLength, "Bytes of the whole file.");
        Gives(operation, "200", TusProtocol.UploadExpires, "By when all of them must have come; absent when they have.");
    }

    public static void Append(OpenApiOperation operation)
    {
        Takes(operation, TusProtocol.UploadOffset, JsonSchemaType.Integer, true, "Bytes that have come before; another number is refused with 409.");
        Gives(operation, "204", TusProtocol.UploadOffset, "Bytes that have come now.");
    }

    private static void Takes(OpenApiOperation operation, string name, JsonSchemaType type, bool isRequired, string description) =>
        (operation.Parameters ??= []).Add(new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = description,
            Schema = new OpenApiSchema
            {
                Type = type,
                Format = type == JsonSchemaType.Integer ? "int64" : null,
                Minimum = type == JsonSchemaType.Integer ? "0" : null,
            },
        });

    private static void Gives(OpenApiOperation operation, string status, string name, string description)
    {
        if (operation.Responses?[status] is OpenApiResponse response)
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>())[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }
}
