using System.CommandLine;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary><c>unbraid models list</c>.</summary>
internal sealed class ModelsListCommand : Command
{
    private readonly Option<bool> _json = ModelsCommand.JsonOption();

    public ModelsListCommand() : base("list", "List the models, best first")
    {
        Options.Add(_json);
        SetAction(parse => Run(parse.GetValue(_json)));
    }

    private static int Run(bool json)
    {
        var store = ModelsCommand.Store();
        if (json)
        {
            Console.Out.WriteLine(ModelReport.ToJson([.. ModelCatalogue.Models.Select(model => ModelReport.Of(model, store))]));
            return ExitCode.Success;
        }

        var used = ModelCatalogue.Best(store);
        string[][] rows =
        [
            ["", "MODEL", "SIZE", "STEMS", "LICENCE", "GOOD FOR"],
            .. ModelCatalogue.Models.Select(model => (string[])
            [
                model == used ? "*" : store.IsInstalled(model) ? "+" : "", model.Name, ModelsCommand.SizeOf(model), $"{model.Stems.Count}", model.Licence.Name, model.GoodFor,
            ]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        Console.Error.WriteLine("* used by --model auto, + installed; fetch others with 'unbraid models pull NAME'");
        return ExitCode.Success;
    }
}
