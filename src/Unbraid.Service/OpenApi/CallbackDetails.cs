using Microsoft.OpenApi;
using Unbraid.Service.Outbound;

namespace Unbraid.Service.OpenApi;

/// <summary>Adds the member that every POST takes to the bodies of all of them.</summary>
internal static class CallbackDetails
{
    public static void Add(OpenApiDocument document)
    {
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.AsEnumerable() ?? []))
        {
            foreach (var media in operation.RequestBody?.Content?.Values.AsEnumerable() ?? [])
            {
                var schema = media.Schema is OpenApiSchemaReference reference ? reference.RecursiveTarget : media.Schema as OpenApiSchema;
                if (schema is not null)
                    (schema.Properties ??= new Dictionary<string, IOpenApiSchema>())[CallbackMember.Name] = Schema();
            }
        }
    }

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.String,
        MaxLength = UrlRules.MaxLength,
        Description =
            "http or https address that gets one POST when the task has ended, signed after Standard Webhooks: `{\"type\": \"task.completed\", \"timestamp\": ..., \"data\": the task as a poll gives it}`. Answer 2xx; anything else is tried again, eight times within 18 hours.",
    };
}
