using Unbraid.Separation.Families;
using Unbraid.Separation.Yaml;

namespace Unbraid.Separation.Sources;

/// <summary>Reads the key <c>stems</c> of a recipe's step or of a model in an ensemble.</summary>
/// <remarks>
/// Either a list of the model's stems, or names with what each is behind it: a stem of the model, its place among them from 1 on, a list of these to add up, or
/// <c>rest</c>.
/// </remarks>
internal static class StemMapReader
{
    private const string Key = "stems", Rest = "rest", WantedPart = "a stem of the model, its place from 1 on, a list of these, or 'rest'";

    // A song under way is called "song", and "residual" is what the command adds.
    private static readonly string[] s_reserved = ["song", StemOutput.ResidualName];

    /// <exception cref="SeparationException">The key is missing or holds something else; the message says what it must be.</exception>
    public static StemMap Read(YamlBlock block)
    {
        block.RequireKey(Key);
        List<(string Name, IReadOnlyList<StemPart> Parts)> stems = block.Values[Key] switch
        {
            IReadOnlyDictionary<string, object?> named => [.. named.Keys.Select(name => (name, PartsOf(block.Block(Key), name)))],
            _ => [.. block.Texts(Key)!.Distinct().Select(name => (name, (IReadOnlyList<StemPart>)[new StemPart(name)]))],
        };
        if (stems.Count == 0)
            throw block.Refuse(Key, "a list of stems, or their names with what each is behind it");
        if (stems.Select(stem => stem.Name).FirstOrDefault(name => !TrainingConfig.IsName(name) || s_reserved.Contains(name)) is { } bad)
            throw new SeparationException($"{block.Label}: {YamlText.Of(bad)} cannot be the name of a stem, which is one of a file too: leave out / \\ : , and dots at the beginning, and take neither {string.Join(" nor ", s_reserved)}.");
        if (stems.Count(stem => stem.Parts[0].IsRest) is var rests && (rests > 1 || rests == stems.Count))
            throw new SeparationException($"{block.Label}: of the stems {string.Join(", ", stems.Select(stem => stem.Name))} one can be the rest of the others, not {(rests == 1 ? "the only one" : "several")}.");
        return new StemMap(stems);
    }

    private static IReadOnlyList<StemPart> PartsOf(YamlBlock names, string name) => names.Values[name] switch
    {
        Rest => [StemPart.Rest],
        IReadOnlyList<object?> { Count: > 0 } list when !list.Contains(Rest) => [.. list.Select(part => PartOf(part) ?? throw names.Refuse(name, WantedPart))],
        var single => [PartOf(single) ?? throw names.Refuse(name, WantedPart)],
    };

    private static StemPart? PartOf(object? value) => value switch
    {
        string name => new StemPart(name),
        long place and > 0 and <= 128 => new StemPart(null, (int)place),
        _ => null,
    };
}
