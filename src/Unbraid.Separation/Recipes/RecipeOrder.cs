namespace Unbraid.Separation.Recipes;

/// <summary>Puts steps in an order in which each finds what it takes apart.</summary>
internal static class RecipeOrder
{
    /// <exception cref="SeparationException">A stem is made twice or by nobody, or the steps wait for each other in a circle.</exception>
    public static IReadOnlyList<RecipeStep> Of(string recipe, IReadOnlyList<RecipeStep> steps)
    {
        Require(steps.Select(step => step.Name), name => $"Recipe '{recipe}' has two steps '{name}': give each a name of its own.");
        Require(steps.SelectMany(step => step.Stems.Names), stem => $"Recipe '{recipe}' makes the stem '{stem}' twice: call one of them otherwise.");
        var makers = steps.SelectMany(step => step.Stems.Names.Select(stem => (Stem: stem, Step: step))).ToDictionary(made => made.Stem, made => made.Step);
        if (steps.FirstOrDefault(step => step.From is { } from && !makers.ContainsKey(from)) is { } lost)
            throw new SeparationException($"Step '{lost.Name}' of recipe '{recipe}' takes the stem '{lost.From}' apart, which no step makes. Made are: {string.Join(", ", makers.Keys)}.");

        var (ordered, waiting) = (new List<RecipeStep>(), steps.ToList());
        while (waiting.FindIndex(step => step.From is null || ordered.Contains(makers[step.From])) is >= 0 and var next)
        {
            ordered.Add(waiting[next]);
            waiting.RemoveAt(next);
        }

        return waiting.Count == 0 ? ordered : throw new SeparationException($"Recipe '{recipe}' runs in a circle: {Circle(waiting[0])}.");

        string Circle(RecipeStep step)
        {
            var chain = new List<RecipeStep>();
            for (; !chain.Contains(step); step = makers[step.From!])
                chain.Add(step);
            return string.Join(", ", chain.Skip(chain.IndexOf(step)).Select(link => $"step '{link.Name}' needs '{link.From}' of step '{makers[link.From!].Name}'"));
        }
    }

    private static void Require(IEnumerable<string> names, Func<string, string> complaint)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new SeparationException(complaint(twice.Key));
    }
}
