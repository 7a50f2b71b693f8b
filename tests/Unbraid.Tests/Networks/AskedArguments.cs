using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Unbraid.Tests.Networks;

/// <summary>No arguments at all, and a note of the names that were asked for.</summary>
internal sealed class AskedArguments : IReadOnlyDictionary<string, object?>
{
    public HashSet<string> Names { get; } = [];

    public int Count => 0;

    public IEnumerable<string> Keys => [];

    public IEnumerable<object?> Values => [];

    public object? this[string key] => throw new KeyNotFoundException(key);

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        Names.Add(key);
        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Empty<KeyValuePair<string, object?>>().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
