using System.CommandLine;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models info</c>.</summary>
internal sealed class ModelsInfoCommand : Command
{
    private readonly Argument<string> _name = ModelsCommand.NameArgument();
    private readonly Option<bool> _json = ModelsCommand.JsonOption();

    public ModelsInfoCommand() : base("info", "Show what is known of a model")
    {
        Arguments.Add(_name);
        Options.Add(_json);
        SetAction(parse => Run(ModelsCommand.Find(parse.GetValue(_name)!), parse.GetValue(_json)));
    }

    private static int Run(CatalogueModel model, bool json)
    {
        var store = ModelsCommand.Store();
        if (json)
        {
            Console.Out.WriteLine(ModelReport.Of(model, store).ToJson());
            return ExitCode.Success;
        }

        Say("model", $"{model.Name}: {model.Description}");
        Say("good for", model.GoodFor);
        Say("stems", string.Join(", ", model.Stems));
        Say("licence", model.Licence.Source is { } source ? $"{model.Licence.Name}: {model.Licence.Summary} ({source})" : model.Licence.Name);
        Say("installed", model.BuiltIn ? "built in" : store.IsInstalled(model) ? $"yes, in {store.FolderOf(model)}" : $"no; fetch it with 'unbraid models pull {model.Name}'");
        foreach (var file in model.Files)
        {
            Say("file", $"{file.Url} ({(file.IsSizeExact ? "" : "about ")}{file.Size} bytes)");
            Say("", file.Sha256 is { } hash ? $"SHA-256 {hash}" : "SHA-256 not published; the first fetch records it");
        }

        if (model.Cost is { } cost)
        {
            Say("cost", $"{cost.GmacPerSecond:0.#} GMAC for a second of sound, each looked at {cost.Passes:0.#} times");
        }

        foreach (var figure in model.Figures)
        {
            var mean = figure.Stems.Count == model.Stems.Count ? $", mean {figure.Mean:0.00}" : "";
            Say(figure.IsOurs ? "measured" : "published", $"{figure.Metric} on {figure.TestSet}, dB: {string.Join(", ", figure.Stems.Select(stem => $"{stem.Key} {stem.Value:0.00}"))}{mean}");
            Say("", $"{figure.Source}");
        }

        return ExitCode.Success;
    }

    private static void Say(string label, string text) => Console.Out.WriteLine($"{label,-10} {text}");
}
