using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Unbraid.Service.Http.Requests;

/// <summary>One member of a request type: its name in JSON, the kind of its value by the property's type, and its rules.</summary>
internal sealed class RequestMember
{
    private readonly PropertyInfo _property;
    private readonly bool _isRequired;
    private readonly IReadOnlyList<IRequestRule> _rules;
    private readonly Func<JsonElement, (object? Value, string? Complaint)> _read;

    public RequestMember(PropertyInfo property)
    {
        _property = property;
        _isRequired = IsRequired(property);
        _rules = [.. property.GetCustomAttributes().OfType<IRequestRule>()];
        Name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        _read = property.PropertyType == typeof(string) ? Text
            : property.PropertyType == typeof(long?) ? WholeNumber
            : property.PropertyType == typeof(double?) ? Number
            : property.PropertyType == typeof(IReadOnlyDictionary<string, double>) ? Numbers
            : property.PropertyType == typeof(bool?) ? TruthValue
            : property.PropertyType == typeof(IReadOnlyList<string>) ? Texts
            : throw new NotSupportedException($"A request has no members of type {property.PropertyType}.");
    }

    public string Name { get; }

    /// <summary>Whether a request must have the member.</summary>
    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));

    /// <summary>Takes the member from a JSON object; null, or what is wrong with it.</summary>
    public string? Read(JsonElement root, object request)
    {
        if (!root.TryGetProperty(Name, out var value) || value.ValueKind == JsonValueKind.Null)
            return _isRequired ? "must be given" : null;
        var (read, complaint) = _read(value);
        if (complaint is not null)
            return complaint;
        if (_isRequired && read is string { Length: 0 })
            return "must not be empty";
        _property.SetValue(request, read);
        return null;
    }

    /// <summary>What the rules say against its value.</summary>
    public IEnumerable<string> Check(object request, IServiceProvider services) =>
        _property.GetValue(request) is { } value ? _rules.Select(rule => rule.Complaint(value, services)).OfType<string>() : [];

    private static (object? Value, string? Complaint) Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? (value.GetString(), null) : (null, "must be a string");

    /// <summary>A whole number of 64 bits, in whatever way it is written.</summary>
    private static (object? Value, string? Complaint) WholeNumber(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number)
            return (null, "must be a whole number");
        if (value.TryGetInt64(out var number))
            return (number, null);
        return value.TryGetDecimal(out var exact) && exact == decimal.Truncate(exact) && exact is >= long.MinValue and <= long.MaxValue
            ? ((long)exact, null)
            : (null, "must be a whole number of at most 64 bits");
    }

    private static (object? Value, string? Complaint) Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? (number, null) : (null, "must be a number");

    private static (object? Value, string? Complaint) Numbers(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return (null, "must be an object of numbers");
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (Number(member.Value) is not (double number, null))
                return (null, "must be an object of numbers");
            numbers[member.Name] = number;
        }

        return (numbers, null);
    }

    private static (object? Value, string? Complaint) TruthValue(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? (value.GetBoolean(), null) : (null, "must be true or false");

    private static (object? Value, string? Complaint) Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? (value.EnumerateArray().Select(item => item.GetString()!).ToList(), null)
            : (null, "must be a list of strings");
}
