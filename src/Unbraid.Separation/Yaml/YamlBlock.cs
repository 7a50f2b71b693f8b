namespace Unbraid.Separation.Yaml;

/// <summary>A dictionary of a YAML file, read key by key. A key that is missing, or null, takes its default.</summary>
/// <param name="label">Name of the file.</param>
/// <param name="path">Where the dictionary stands in it, for example <c>inference</c>; empty for the outermost.</param>
/// <param name="values">Its keys and values.</param>
internal sealed class YamlBlock(string label, string path, IReadOnlyDictionary<string, object?> values)
{
    public IReadOnlyDictionary<string, object?> Values => values;

    /// <summary>Name of the file.</summary>
    public string Label => label;

    public bool Has(string key) => values.GetValueOrDefault(key) is not null;

    /// <summary>A dictionary in it; empty if there is none.</summary>
    public YamlBlock Block(string key) => values.GetValueOrDefault(key) switch
    {
        null => new YamlBlock(label, Full(key), new Dictionary<string, object?>()),
        IReadOnlyDictionary<string, object?> inner => new YamlBlock(label, Full(key), inner),
        _ => throw Refuse(key, "keys and values"),
    };

    /// <summary>A list of dictionaries in it; empty if there is none.</summary>
    public IReadOnlyList<YamlBlock> Blocks(string key) => values.GetValueOrDefault(key) switch
    {
        null => [],
        IReadOnlyList<object?> list => [.. list.Select((item, i) => item is IReadOnlyDictionary<string, object?> inner
            ? new YamlBlock(label, $"{Full(key)}[{i}]", inner)
            : throw Refuse(key, "a list of keys and values"))],
        _ => throw Refuse(key, "a list of keys and values"),
    };

    public string? Text(string key) => values.GetValueOrDefault(key) switch
    {
        null => null,
        string text => text,
        _ => throw Refuse(key, "a text"),
    };

    public IReadOnlyList<string>? Texts(string key) => values.GetValueOrDefault(key) switch
    {
        null => null,
        IReadOnlyList<object?> list => [.. list.Select(item => item as string ?? throw Refuse(key, "a list of texts"))],
        _ => throw Refuse(key, "a list of texts"),
    };

    public bool Bool(string key, bool fallback) => values.GetValueOrDefault(key) switch
    {
        null => fallback,
        bool value => value,
        _ => throw Refuse(key, "true or false"),
    };

    public int Int(string key, int fallback, int least, int most) => values.GetValueOrDefault(key) switch
    {
        null => fallback,
        long n when n >= least && n <= most => (int)n,
        double d when d == Math.Floor(d) && d >= least && d <= most => (int)d,
        _ => throw Refuse(key, $"a whole number from {least} to {most}"),
    };

    public double Number(string key, double fallback, double least, double most) => values.GetValueOrDefault(key) switch
    {
        null => fallback,
        long n when n >= least && n <= most => n,
        double d when d >= least && d <= most => d,
        _ => throw Refuse(key, $"a number from {least} to {most}"),
    };

    /// <exception cref="SeparationException">The key is missing.</exception>
    public void RequireKey(string key)
    {
        if (!Has(key))
            throw new SeparationException($"{label}: {Full(key)} is missing.");
    }

    /// <summary>Checks that there is no key but those given.</summary>
    /// <param name="owner">Whose keys they are, for the message: for example <c>SCNet</c>.</param>
    /// <param name="known">The keys.</param>
    /// <exception cref="SeparationException">There is another one; the message names it.</exception>
    public void RequireKnown(string owner, params IEnumerable<string> known)
    {
        if (values.Keys.Except(known).FirstOrDefault() is { } unknown)
            throw new SeparationException($"{label}: {Full(unknown)} is nothing that {owner} has: is this the right file, and is the name spelt right?");
    }

    public SeparationException Refuse(string key, string wanted) =>
        new($"{label}: {Full(key)} is {YamlText.Of(values.GetValueOrDefault(key))}, but must be {wanted}.");

    private string Full(string key) => path.Length == 0 ? key : $"{path}.{key}";
}

/// <summary>A value as it is shown in a message.</summary>
internal static class YamlText
{
    public static string Of(object? value) => value switch
    {
        null => "nothing",
        string text => $"'{(text.Length > 60 ? text[..60] + "..." : text)}'",
        bool truth => truth ? "true" : "false",
        IReadOnlyList<object?> list => $"a list of {list.Count}",
        IReadOnlyDictionary<string, object?> => "keys and values",
        _ => $"{value}",
    };
}
