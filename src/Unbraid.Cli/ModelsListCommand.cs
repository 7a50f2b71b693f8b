using System.CommandLine;
using Unbraid.Separation;
using Unbraid.Separation.Benchmarking;
using Unbraid.Separation.Catalogue;

namespace Unbraid.Cli;

/// <summary><c>unbraid models list</c>.</summary>
internal sealed class ModelsListCommand : Command
{
    private const double SongSeconds = 240;

    private readonly Option<bool> _json = ModelsCommand.JsonOption();

    public ModelsListCommand() : base("list", "List the models, best first")
    {
        Options.Add(_json);
        SetAction(parse => Run(parse.GetValue(_json)));
    }

    private static int Run(bool json)
    {
        var store = ModelsCommand.Store();
        var speed = MachineSpeed.ProductGflops();
        if (json)
        {
            Console.Out.WriteLine(ModelReport.ToJson(
                [.. ModelCatalogue.Models.Select(model => ModelReport.Of(model, store) with { SongSeconds = SecondsFor(model, speed) })]));
            return ExitCode.Success;
        }

        var table = new FoldedTable("", "MODEL", "SIZE", "STEMS", "uSDR", "GMAC/s", "A SONG");
        foreach (var model in ModelCatalogue.Models)
        {
            table.Add(
                [
                    store.IsInstalled(model) ? "+" : "",
                    model.Name,
                    ModelsCommand.SizeOf(model),
                    string.Join(' ', model.Stems),
                    model.Figures.Count > 0 ? Figure(model.Figures[0]) : "",
                    model.Cost is { } cost ? $"{cost.GmacPerSecond:0.#}" : "",
                    SecondsFor(model, speed) is { } seconds ? Time(seconds) : "",
                ],
                $"{model.GoodFor}; licence: {model.Licence.Name} ({model.Licence.Source})");
        }

        table.Write(Console.Out, Terminal.Width);
        foreach (var (quality, name) in ModelCatalogue.Qualities)
            Say($"--quality {quality}: {name}{(quality == ModelCatalogue.Balanced ? ", the default" : "")}");
        Say("+ installed. uSDR: mean over the stems in dB, measured by us or published; figures on different songs cannot be compared.");
        Say("GMAC/s: billions of multiply-adds for a second of sound. A song: what 4 minutes take here, roughly, with nothing else running.");
        return ExitCode.Success;
    }

    private static void Say(string text) => FoldedTable.WriteWrapped(Console.Error, text, Terminal.Width, indent: 0);

    private static double? SecondsFor(CatalogueModel model, double productGflops) => model.Cost?.SecondsFor(SongSeconds, productGflops);

    private static string Figure(ModelFigure figure) =>
        $"{(figure.Stems.Count == 1 ? $"{figure.Stems.Keys.Single()} " : "")}{figure.Mean:0.00} {figure.TestSet}{(figure.IsOurs ? ", ours" : "")}";

    private static string Time(double seconds) => seconds < 90 ? $"{Math.Max(1, seconds):0} s" : $"{seconds / 60:0} min";
}
