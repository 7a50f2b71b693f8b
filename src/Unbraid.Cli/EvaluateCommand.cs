using System.CommandLine;
using Unbraid.Separation.Evaluation;

namespace Unbraid.Cli;

/// <summary><c>unbraid evaluate</c>.</summary>
internal sealed class EvaluateCommand : Command, IHasExamples
{
    private const string MixtureModel = "mixture/4";

    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "Folder with a folder for each song that holds vocals, drums, bass and other as .wav or .flac, and the mixture if it is not their sum",
    };

    private readonly ModelOptions _model = new(
        $"Model to score: auto, a name or a checkpoint file; {MixtureModel} is the line that a model has to beat");

    private readonly Option<string?> _estimates = new("--estimates")
    {
        Description = "Score the stem files of this folder instead, laid out like DIR",
        HelpName = "DIR",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object",
    };

    private EvaluateCommand() : base("evaluate", "Score a model, or stems made earlier, against true stems")
    {
        Arguments.Add(_folder);
        foreach (var option in (Option[])[.. _model.All, _estimates, _json])
        {
            Options.Add(option);
        }

        SetAction(RunAsync);
    }

    public string Examples =>
        $"""
        Examples:
          unbraid evaluate songs --model classic                 a table of uSDR, cSDR, SI-SDR, SIR and SAR in dB
          unbraid evaluate songs --model {MixtureModel}               what doing nothing scores
          unbraid evaluate songs --estimates stems --json        stems of another program

        uSDR and SI-SDR are over whole songs; cSDR, SIR and SAR are medians over seconds (BSS Eval 4). Missing and silent
        stems are left out. What is wrong with a song is said on stderr, and the others are scored.
        """;

    public static Command Create() => new EvaluateCommand();

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        using var evaluator = await CreateEvaluatorAsync(parse, cancellationToken);
        var progress = new Announcement();
        var result = await evaluator.RunAsync(parse.GetValue(_folder)!, progress, cancellationToken);
        foreach (var note in result.Notes)
        {
            await Console.Error.WriteLineAsync(UserMessage.OneLine(note));
        }

        await Console.Out.WriteAsync(parse.GetValue(_json) ? result.ToJson() + "\n" : EvaluationTable.Of(result));
        return ExitCode.Success;
    }

    private async Task<Evaluator> CreateEvaluatorAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var options = _model.Read(parse);
        if (parse.GetValue(_estimates) is { } folder)
        {
            return _model.NamesModel(parse)
                ? throw new MisuseException("--model and --estimates contradict each other: give one of them.")
                : Evaluator.OfFolder(folder);
        }

        if (options.Model == MixtureModel)
        {
            return Evaluator.OfMixture();
        }

        var separator = await ModelOptions.OpenAsync(options, mayFetch: Directory.Exists(parse.GetValue(_folder)!), cancellationToken);
        Remedies.Say(separator.Advice, Console.Error.WriteLine);
        return Evaluator.OfModel(separator);
    }

    private sealed class Announcement : IProgress<EvaluationProgress>
    {
        public void Report(EvaluationProgress value) =>
            Console.Error.WriteLine(UserMessage.OneLine($"{value.Song} ({value.Done + 1} of {value.Total})"));
    }
}
