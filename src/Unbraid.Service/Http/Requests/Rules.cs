using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Unbraid.Service.Http.Requests;

/// <summary>A text of at most so many characters (Unicode code points, as JSON Schema counts them).</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LongestAttribute(int length) : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services) =>
        ((string)value).EnumerateRunes().Count() <= length ? null : $"must have at most {length} characters";

    public void Describe(OpenApiSchema schema, IServiceProvider services) => schema.MaxLength = length;
}

/// <summary>A list of at least so many items.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FewestAttribute(int count, string complaint) : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services) =>
        ((IReadOnlyList<string>)value).Count >= count ? null : complaint;

    public void Describe(OpenApiSchema schema, IServiceProvider services) => schema.MinItems = count;
}

/// <summary>A number, or the numbers of an object, within bounds that count themselves.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RangeAttribute(double lowest, double highest) : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services) =>
        (value is double number ? [number] : ((IReadOnlyDictionary<string, double>)value).Values).All(one => one >= lowest && one <= highest)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"must be {lowest} to {highest}");

    public void Describe(OpenApiSchema schema, IServiceProvider services)
    {
        var numbers = schema.AdditionalProperties as OpenApiSchema ?? schema;
        (numbers.Minimum, numbers.Maximum) = (lowest.ToString(CultureInfo.InvariantCulture), highest.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>One of a few names.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal abstract class ChoiceAttribute : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services)
    {
        var names = Names(services);
        return names.Contains((string)value, StringComparer.Ordinal) ? null : $"must be {Wanted(names)}";
    }

    public void Describe(OpenApiSchema schema, IServiceProvider services)
    {
        schema.Enum = [.. Names(services).Select(name => (JsonNode)name)];
        if (schema.Type?.HasFlag(JsonSchemaType.Null) == true)
            schema.Enum.Add(JsonNullSentinel.JsonNull);
    }

    /// <summary>The names, the same for as long as the service runs.</summary>
    protected abstract IReadOnlyList<string> Names(IServiceProvider services);

    /// <summary>How the names are told: "a, b or c".</summary>
    protected virtual string Wanted(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} or {names[^1]}";
}

/// <summary>An http or https address that the service may fetch or call.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WebAddressAttribute : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services) =>
        services.GetRequiredService<IAddressRules>().Complaint((string)value);

    public void Describe(OpenApiSchema schema, IServiceProvider services) =>
        (schema.MaxLength, schema.Pattern) = (services.GetRequiredService<IAddressRules>().MaxLength, "^[hH][tT][tT][pP][sS]?://[^/?#@\\s]");
}

/// <summary>Which addresses may be named; the room that calls them knows.</summary>
internal interface IAddressRules
{
    int MaxLength { get; }

    /// <summary>Null, or what is wrong with the address.</summary>
    string? Complaint(string address);
}

/// <summary>One or another text must be given, and more than white space.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OneNeededAttribute(string first, string second) : Attribute, IRequestRule
{
    public string? Complaint(object value, IServiceProvider services) =>
        HasText(value, first) || HasText(value, second) ? null : $"{JsonName(first)} or {JsonName(second)} must be given";

    // Said by two denials: generators of clients leave that alone, and take anyOf for a union of two types.
    public void Describe(OpenApiSchema schema, IServiceProvider services) =>
        schema.Not = new OpenApiSchema { AllOf = [.. new[] { first, second }.Select(member => new OpenApiSchema { Not = With(member) })] };

    private static OpenApiSchema With(string member) => new()
    {
        Required = new HashSet<string> { JsonName(member) },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            [JsonName(member)] = new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "\\S" },
        },
    };

    private static bool HasText(object request, string member) =>
        request.GetType().GetProperty(member)!.GetValue(request) is string text && !string.IsNullOrWhiteSpace(text);

    private static string JsonName(string member) => JsonNamingPolicy.CamelCase.ConvertName(member);
}

/// <summary>What the type of a member says by itself about its schema.</summary>
internal static class MemberSchemas
{
    public static void Describe(OpenApiSchema schema, Type type, bool isRequired)
    {
        if (type == typeof(string) && isRequired)
            schema.MinLength = 1;
        if (type == typeof(long?))
            (schema.Minimum, schema.Maximum) = (long.MinValue.ToString(CultureInfo.InvariantCulture), long.MaxValue.ToString(CultureInfo.InvariantCulture));
    }
}
