using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Unbraid.Separation.Yaml;

/// <summary>
/// A YAML file as plain values: null, bool, long, double, string, lists and dictionaries of these. Nothing in it is ever constructed or run:
/// <c>!!python/tuple</c> is a list, any other tag of a language is an error.
/// </summary>
/// <remarks>
/// Of several equal keys the last one counts, as in PyYAML. Size, depth and the number of values are bounded, the values that aliases repeat
/// counted each time, so that no small file becomes a large one.
/// </remarks>
internal sealed class YamlReader
{
    private const int MostBytes = 1 << 20;
    private const int MostValues = 100_000;
    private const int MostDepth = 32;

    private readonly Parser _parser;
    private readonly string _label;
    private readonly Dictionary<string, (object? Value, int Size)> _anchors = [];
    private int _values;

    private YamlReader(string text, string label) => (_parser, _label) = (new Parser(new StringReader(text)), label);

    /// <summary>Reads a file whose outermost value is a dictionary.</summary>
    /// <exception cref="SeparationException">It cannot be read, is no YAML, or is too large.</exception>
    public static IReadOnlyDictionary<string, object?> ReadFile(string path)
    {
        byte[] bytes;
        try
        {
            using var stream = File.OpenRead(path);
            bytes = new byte[(int)Math.Min(stream.Length, MostBytes + 1)];
            stream.ReadExactly(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SeparationException($"'{path}' cannot be read: {e.Message.TrimEnd('.')}.");
        }

        var label = Path.GetFileName(path);
        if (bytes.Length > MostBytes)
            throw new SeparationException($"{label} is larger than {MostBytes >> 20} MB: is this the right file?.");
        try
        {
            return Read(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), label);
        }
        catch (DecoderFallbackException)
        {
            throw new SeparationException($"{label} is no text in UTF-8: is this the right file?.");
        }
    }

    /// <summary>Reads a text whose outermost value is a dictionary.</summary>
    /// <param name="text">The text.</param>
    /// <param name="label">Name of the file, for messages.</param>
    /// <exception cref="SeparationException">It is no YAML, or is too large.</exception>
    public static IReadOnlyDictionary<string, object?> Read(string text, string label)
    {
        try
        {
            return new YamlReader(text.TrimStart('\uFEFF'), label).ReadDocument();
        }
        catch (YamlException e)
        {
            var tabbed = Array.FindIndex(text.Split('\n'), line => line.AsSpan()[..^line.AsSpan().TrimStart().Length].Contains('\t'));
            if (tabbed >= 0)
                throw new SeparationException($"{label}, line {tabbed + 1}: it is indented with a tab, which YAML does not allow: use spaces.");
            throw new SeparationException($"{label}, line {e.End.Line}: this is no YAML: {OneLine(e.Message)}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // What the parser makes of some texts that it does not take.
            throw new SeparationException($"{label}: this is no YAML that can be read.", e);
        }
    }

    private Dictionary<string, object?> ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _) || _parser.Accept<DocumentEnd>(out _))
            throw new SeparationException($"{_label} is empty.");
        return ReadValue(0) as Dictionary<string, object?> ?? throw new SeparationException($"{_label} holds no keys and values.");
    }

    private object? ReadValue(int depth)
    {
        var at = _parser.Current!.Start;
        if (depth > MostDepth)
            throw Refuse(at, $"lists and keys are nested deeper than {MostDepth}");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
                throw Refuse(at, $"*{alias.Value.Value} refers to nothing before it");
            Count(at, anchored.Size);
            return anchored.Value;
        }

        var node = (NodeEvent)_parser.Current!;
        CheckTag(node);
        var before = _values;
        Count(at, 1);
        object? value = node switch
        {
            Scalar => ReadScalar(_parser.Consume<Scalar>()),
            SequenceStart => ReadList(depth),
            _ => ReadDictionary(depth),
        };
        if (!node.Anchor.IsEmpty)
            _anchors[node.Anchor.Value] = (value, _values - before);
        return value;
    }

    private List<object?> ReadList(int depth)
    {
        var list = new List<object?>();
        _parser.Consume<SequenceStart>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Add(ReadValue(depth + 1));
        return list;
    }

    private Dictionary<string, object?> ReadDictionary(int depth)
    {
        var dictionary = new Dictionary<string, object?>();
        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!.Start;
            if (!_parser.TryConsume<Scalar>(out var key))
                throw Refuse(at, "a key is not a word");
            Count(at, 1);
            var value = ReadValue(depth + 1);
            if (key is { Value: "<<", IsQuotedImplicit: false })
                Merge(dictionary, value, at);
            else
                dictionary[key.Value] = value;
        }

        return dictionary;
    }

    // The keys of another dictionary, below those that stand here.
    private void Merge(Dictionary<string, object?> dictionary, object? value, Mark at)
    {
        IEnumerable<object?> sources = value is List<object?> list ? list : [value];
        foreach (var source in sources)
        {
            foreach (var (key, item) in source as Dictionary<string, object?> ?? throw Refuse(at, "<< takes a dictionary"))
                dictionary.TryAdd(key, item);
        }
    }

    private object? ReadScalar(Scalar scalar)
    {
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
            return scalar.Tag.Value is "tag:yaml.org,2002:str" ? scalar.Value : YamlScalar.Resolve(scalar.Value);
        return scalar.Style == ScalarStyle.Plain ? YamlScalar.Resolve(scalar.Value) : scalar.Value;
    }

    private void CheckTag(NodeEvent node)
    {
        const string Standard = "tag:yaml.org,2002:";
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific)
            return;
        var tag = node.Tag.Value;
        var name = tag.StartsWith(Standard, StringComparison.Ordinal) ? tag[Standard.Length..] : null;
        var fits = node switch
        {
            Scalar => name is "str" or "int" or "float" or "bool" or "null",
            SequenceStart => name is "seq" or "python/tuple" or "python/list",
            _ => name is "map" or "python/dict",
        };
        if (!fits)
            throw Refuse(node.Start, $"the tag {(name is null ? tag : "!!" + name)} is not taken; of Python's, !!python/tuple alone is");
    }

    private void Count(Mark at, int values)
    {
        if (values > MostValues - _values)
            throw Refuse(at, $"it holds more than {MostValues} values, which no configuration does");
        _values += values;
    }

    private SeparationException Refuse(Mark at, string what) => new($"{_label}, line {at.Line}: {OneLine(what)}.");

    private static string OneLine(string text) =>
        string.Concat(text.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c));
}
