using System.CommandLine;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>The options that say which model runs and how: the same in every command that separates.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string> _model;

    private readonly Option<string?> _config = new("--config")
    {
        Description = "Training configuration (YAML) of a checkpoint file [default: x.yaml, x.ckpt.yaml or config.yaml beside x.ckpt]",
        HelpName = "FILE",
    };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Threads for the model; the result does not depend on it",
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    private readonly Option<double?> _overlap = new("--overlap")
    {
        Description = "Overlap of neighbouring segments, 0 to 0.9; more is slower [default: what the model wants]",
        HelpName = "X",
    };

    private readonly Option<int> _shifts = new("--shifts")
    {
        Description = "Average this many passes that are shifted by a random time each; N takes N times as long",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Seed of the random times of --shifts",
        HelpName = "N",
        DefaultValueFactory = _ => 0,
    };

    public ModelOptions(string modelDescription) => _model = new Option<string>("--model")
    {
        Description = modelDescription,
        HelpName = "auto|NAME|FILE",
        DefaultValueFactory = _ => ModelCatalogue.Auto,
    };

    public IEnumerable<Option> All => [_model, _config, _threads, _overlap, _shifts, _seed];

    public bool NamesModel(ParseResult parse) => parse.GetResult(_model) is { Implicit: false };

    /// <summary>Loads the model, and says what there is to say about it.</summary>
    /// <exception cref="MisuseException">There is no such model, or it is not installed or does not open.</exception>
    public static Separator Open(SeparatorOptions options)
    {
        try
        {
            var separator = Separator.Create(options);
            foreach (var note in separator.Notes)
            {
                Console.Error.WriteLine(UserMessage.OneLine(note));
            }

            return separator;
        }
        catch (SeparationException e)
        {
            throw new MisuseException(e.Message);
        }
    }

    /// <exception cref="MisuseException">A number is out of its range.</exception>
    public SeparatorOptions Read(ParseResult parse)
    {
        var options = new SeparatorOptions
        {
            Model = parse.GetValue(_model)!,
            ModelConfig = parse.GetValue(_config),
            Threads = parse.GetValue(_threads),
            Overlap = parse.GetValue(_overlap),
            Shifts = parse.GetValue(_shifts),
            Seed = parse.GetValue(_seed),
        };
        try
        {
            options.Validate();
        }
        catch (SeparationException e)
        {
            throw new MisuseException(e.Message);
        }

        return options;
    }
}
