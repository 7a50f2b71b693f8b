using Unbraid.Separation;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary>Before a separation with a quality: sees to it that its model is here, and says what there is to say. Nothing is asked.</summary>
internal static class FirstFetch
{
    /// <summary>Returns the options with a model that is installed, if they name a quality.</summary>
    public static async Task<SeparatorOptions> PrepareAsync(SeparatorOptions options, CancellationToken cancellationToken)
    {
        if (!ModelCatalogue.Qualities.TryGetValue(options.Model, out var name))
        {
            return options;
        }

        var store = ModelsCommand.Store();
        var model = ModelsCommand.Find(name);
        if (model.BuiltIn)
        {
            return options;
        }

        var display = new PullDisplay(model, Terminal.CanRedraw, TimeProvider.System) { Announces = true };
        FirstUseResult result;
        try
        {
            result = await new FirstUse(store, TimeProvider.System).PrepareAsync(model, display, cancellationToken);
        }
        finally
        {
            display.Finish();
        }

        if (display.HasBegun && result.IsInstalled)
        {
            ModelsPullCommand.SayInstalled(model, result.Recorded);
        }

        if (result.Sentence is { } sentence)
        {
            Console.Error.WriteLine(UserMessage.OneLine(sentence));
        }

        return result.IsInstalled ? options : options with { Model = ModelCatalogue.Substitutes(model, store)[0].Name };
    }
}
