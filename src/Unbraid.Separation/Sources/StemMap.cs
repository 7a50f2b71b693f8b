namespace Unbraid.Separation.Sources;

/// <summary>A part of a stem: one of a model's stems by its name or by its place from 1 on, or, with neither, the rest: what all other parts leave of the sound.</summary>
internal readonly record struct StemPart(string? Name, int Place = 0)
{
    public static StemPart Rest { get; } = new(null);

    public bool IsRest => Name is null && Place == 0;
}

/// <summary>What stems are called, and what of a model's stems each is the sum of.</summary>
internal sealed class StemMap
{
    private readonly List<(string Name, IReadOnlyList<StemPart> Parts)> _stems;

    /// <param name="stems">The names, all different, with the parts of each. At most one is the rest, alone and not as the only stem.</param>
    public StemMap(IEnumerable<(string Name, IReadOnlyList<StemPart> Parts)> stems) => _stems = [.. stems];

    /// <summary>The names.</summary>
    public IReadOnlyList<string> Names => [.. _stems.Select(stem => stem.Name)];

    /// <summary>The stem that is the rest, if one is.</summary>
    public string? RestName => _stems.Find(stem => stem.Parts[0].IsRest).Name;

    /// <summary>One stem and the sound without it.</summary>
    public static StemMap TwoStems(string stem, string rest) => new([(stem, [new StemPart(stem)]), (rest, [StemPart.Rest])]);

    /// <summary>The part of it that makes some of the stems.</summary>
    public StemMap For(IReadOnlyList<string> names) => names.Contains(RestName!) ? this : new(_stems.Where(stem => names.Contains(stem.Name)));

    /// <summary>What has to be asked of a model for some of the stems; null, which stands for everything, if that cannot be told before the model is known.</summary>
    public IReadOnlyList<string>? NeededFor(IEnumerable<string> names)
    {
        IReadOnlyList<StemPart> parts = [.. PartsOf(names)];
        return parts.All(part => part.Name is not null) ? [.. parts.Select(part => part.Name!)] : null;
    }

    /// <summary>The model's stems that some of the stems are made of.</summary>
    public IReadOnlyList<string> NeededFor(IEnumerable<string> names, IReadOnlyList<string> modelStems)
    {
        var needed = PartsOf(names).Select(part => NameOf(part, modelStems)).ToList();
        return [.. modelStems.Where(needed.Contains)];
    }

    /// <summary>The model's stems that a stem is the sum of; none for the rest.</summary>
    public IReadOnlyList<string> PartsOf(string name, IReadOnlyList<string> modelStems) =>
        [.. Find(name).Where(part => !part.IsRest).Select(part => NameOf(part, modelStems))];

    /// <exception cref="SeparationException">The model lacks a stem that is a part of one.</exception>
    public void CheckAgainst(IStemSource model)
    {
        foreach (var part in PartsOf(Names))
        {
            if (part.Name is { } name ? !model.Stems.Contains(name) : part.Place > model.Stems.Count)
                throw new SeparationException($"Model '{model.Name}' has no stem {part.Name ?? $"number {part.Place}"}. Its stems: {string.Join(", ", model.Stems)}.");
        }
    }

    // The rest needs all others.
    private IEnumerable<StemPart> PartsOf(IEnumerable<string> names)
    {
        var wanted = names.ToList();
        return _stems.Where(stem => wanted.Contains(stem.Name) || wanted.Contains(RestName!)).SelectMany(stem => stem.Parts).Where(part => !part.IsRest).Distinct();
    }

    private IReadOnlyList<StemPart> Find(string name) => _stems.Find(stem => stem.Name == name).Parts;

    private static string NameOf(StemPart part, IReadOnlyList<string> modelStems) => part.Name ?? modelStems[part.Place - 1];
}
