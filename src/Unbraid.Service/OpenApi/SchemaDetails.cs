using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Unbraid.Service.Http;
using Unbraid.Service.Http.Requests;
using Unbraid.Service.Jobs;
using Unbraid.Service.Storage;

namespace Unbraid.Service.OpenApi;

/// <summary>Makes the generated schemas as exact as the service is: the rules on the types are what it checks.</summary>
internal static class SchemaDetails
{
    /// <summary>Adds to a schema what the attributes of its type and its member say.</summary>
    public static void AddRules(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is PropertyInfo property)
        {
            MemberSchemas.Describe(schema, property.PropertyType, RequestMember.IsRequired(property) && IsRequest(property.DeclaringType!));
            if (!IsRequest(property.ReflectedType!))
                schema.Type &= ~JsonSchemaType.Null; // members of answers that have no value are absent
            Add(property.GetCustomAttributes());
        }
        else if (context.JsonPropertyInfo is null)
        {
            Add(context.JsonTypeInfo.Type.GetCustomAttributes());
            if (context.JsonTypeInfo.Properties.Any(member => member.IsExtensionData))
                schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String };
        }

        void Add(IEnumerable<Attribute> attributes)
        {
            foreach (var rule in attributes.OfType<IRequestRule>())
                rule.Describe(schema, context.ApplicationServices);
        }
    }

    /// <summary>What needs the whole document.</summary>
    public static async Task AddAsync(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        var message = (OpenApiSchema)document.Components!.Schemas![nameof(Problem)].Properties!["message"];
        (message.Type, message.AnyOf) = (null, [text, new OpenApiSchema { Type = JsonSchemaType.Array, Items = text }]);
        var state = (OpenApiSchema)document.Components.Schemas[nameof(TaskState)];
        (state.Type, state.Description) = (JsonSchemaType.String, "Where a task is in its life; the last four are final.");
        await TaskSchemas.AddAsync(document, context, cancellationToken);
    }

    /// <summary>Null in a request means the same as nothing, so its members may be null.</summary>
    private static bool IsRequest(Type type) => type.IsAssignableTo(typeof(SubmissionDto)) || type == typeof(PollTaskDto);
}
