using System.Text.Json;
using System.Text.RegularExpressions;

namespace Unbraid.Service.Tests;

/// <summary>Holds a value against a schema of an OpenAPI 3.1 document, as far as such documents use JSON Schema here.</summary>
internal sealed class SchemaCheck(JsonElement document)
{
    /// <summary>How the complaint about a member ends that the schema does not have. JSON Schema allows such members; an answer should have none.</summary>
    public const string Unknown = "is not documented";

    /// <summary>What about the value is not as the schema says, with the place in it.</summary>
    public IEnumerable<string> Complaints(JsonElement schema, JsonElement value, string place = "$")
    {
        if (schema.ValueKind == JsonValueKind.True)
            return [];
        schema = Resolve(schema);
        if (schema.TryGetProperty("type", out var type) && !Names(type).Any(name => IsOf(name, value)))
            return [$"{place} is {value.ValueKind} and not {type}"];
        return [.. Choices(schema, value, place), .. Members(schema, value, place), .. Limits(schema, value, place)];
    }

    /// <summary>The members that a schema knows, with those of the schemas that it extends.</summary>
    public IReadOnlyDictionary<string, JsonElement> Properties(JsonElement schema)
    {
        schema = Resolve(schema);
        var own = schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject() : default;
        return own.Select(member => KeyValuePair.Create(member.Name, member.Value))
            .Concat(List(schema, "allOf").SelectMany(Properties)).DistinctBy(member => member.Key).ToDictionary();
    }

    /// <summary>Follows a reference within the document.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = reference.GetString()!.Split('/').Skip(1).Aggregate(document, (place, name) => place.GetProperty(name));
        return schema;
    }

    private IEnumerable<string> Choices(JsonElement schema, JsonElement value, string place)
    {
        foreach (var part in List(schema, "allOf"))
        {
            // Whether a member is known is said by the whole, not by a part.
            foreach (var complaint in Complaints(part, value, place).Where(complaint => !complaint.EndsWith(Unknown, StringComparison.Ordinal)))
                yield return complaint;
        }

        if (schema.TryGetProperty("not", out var not) && !Complaints(not, value, place).Any(complaint => !complaint.EndsWith(Unknown, StringComparison.Ordinal)))
            yield return $"{place} fits what it must not";
        var any = List(schema, "anyOf");
        if (any.Count > 0 && !any.Exists(choice => !Complaints(choice, value, place).Any()))
            yield return $"{place} fits no choice of anyOf";
        var one = List(schema, "oneOf");
        if (one.Count > 0 && one.Count(choice => !Complaints(choice, value, place).Any()) is var fits and not 1)
            yield return $"{place} fits {fits} choices of oneOf";
        if (List(schema, "enum") is { Count: > 0 } values && !values.Exists(allowed => JsonElement.DeepEquals(allowed, value)))
            yield return $"{place} is {value}, which is not in enum";
    }

    private IEnumerable<string> Members(JsonElement schema, JsonElement value, string place)
    {
        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            foreach (var complaint in value.EnumerateArray().SelectMany((item, i) => Complaints(items, item, $"{place}[{i}]")))
                yield return complaint;
        }

        if (value.ValueKind != JsonValueKind.Object)
            yield break;
        var known = Properties(schema);
        foreach (var required in List(schema, "required").Where(name => !value.TryGetProperty(name.GetString()!, out _)))
            yield return $"{place} lacks {required}";
        foreach (var member in value.EnumerateObject())
        {
            if (known.TryGetValue(member.Name, out var property))
            {
                foreach (var complaint in Complaints(property, member.Value, $"{place}.{member.Name}"))
                    yield return complaint;
            }
            else if (schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.Object)
            {
                foreach (var complaint in Complaints(others, member.Value, $"{place}.{member.Name}"))
                    yield return complaint;
            }
            else if (known.Count > 0)
            {
                yield return $"{place}.{member.Name} {Unknown}";
            }
        }
    }

    private static IEnumerable<string> Limits(JsonElement schema, JsonElement value, string place)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            var text = value.GetString()!;
            if (schema.TryGetProperty("maxLength", out var longest) && text.EnumerateRunes().Count() > longest.GetInt32())
                yield return $"{place} is longer than {longest}";
            if (schema.TryGetProperty("minLength", out var shortest) && text.EnumerateRunes().Count() < shortest.GetInt32())
                yield return $"{place} is shorter than {shortest}";
            if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
                yield return $"{place} does not match {pattern}";
            if (schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" && !Guid.TryParse(text, out _))
                yield return $"{place} is no uuid";
            if (schema.TryGetProperty("format", out format) && format.GetString() == "date-time" && !value.TryGetDateTimeOffset(out _))
                yield return $"{place} is no date-time";
        }

        if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("minItems", out var fewest) && value.GetArrayLength() < fewest.GetInt32())
            yield return $"{place} has fewer than {fewest} items";

        if (value.ValueKind == JsonValueKind.Number)
        {
            if (schema.TryGetProperty("minimum", out var least) && value.GetDouble() < Number(least))
                yield return $"{place} is less than {least}";
            if (schema.TryGetProperty("maximum", out var most) && value.GetDouble() > Number(most))
                yield return $"{place} is more than {most}";
        }
    }

    private static double Number(JsonElement value) => double.Parse(value.ToString());

    private static bool IsOf(string type, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.GetDouble() == Math.Truncate(value.GetDouble())),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };

    private static IEnumerable<string> Names(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(name => name.GetString()!) : [type.GetString()!];

    private static List<JsonElement> List(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var list) ? [.. list.EnumerateArray()] : [];
}
