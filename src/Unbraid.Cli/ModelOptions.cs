using System.CommandLine;
using Unbraid.Audio;
using Unbraid.Separation;

namespace Unbraid.Cli;

/// <summary>The options that say which model runs and how: the same in every command that separates.</summary>
internal sealed class ModelOptions
{
    private readonly Option<string?> _model;

    private readonly Option<string?> _quality = new("--quality")
    {
        Description = $"{string.Join(", ", ModelCatalogue.Qualities.Select(quality => $"{quality.Key} ({quality.Value})"))}; fetched on first use [default: {ModelCatalogue.Balanced}]",
        HelpName = string.Join('|', ModelCatalogue.Qualities.Keys),
    };

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

    private readonly NumberOption _overlap = new("--overlap")
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

    public ModelOptions(string modelDescription)
    {
        _model = new Option<string?>("--model") { Description = modelDescription, HelpName = "auto|NAME|FILE" };
        _model.CompletionSources.Add([ModelCatalogue.Auto, .. ModelCatalogue.Names]);
        _quality.CompletionSources.Add([.. ModelCatalogue.Qualities.Keys]);
    }

    public IEnumerable<Option> All => [_quality, _model, _config, _threads, _overlap, _shifts, _seed];

    public bool NamesModel(ParseResult parse) => parse.GetResult(_model) is not null || parse.GetResult(_quality) is not null;

    /// <summary>Loads the model, and fetches it before if it is that of a quality.</summary>
    /// <param name="options">What is wanted.</param>
    /// <param name="mayFetch">Whether it is worth fetching a model for this run.</param>
    /// <param name="cancellationToken">Stops a fetch.</param>
    /// <exception cref="MisuseException">There is no such model, or it is not installed or does not open.</exception>
    public static async Task<Separator> OpenAsync(SeparatorOptions options, bool mayFetch, CancellationToken cancellationToken)
    {
        try
        {
            return Separator.Create(mayFetch ? await FirstFetch.PrepareAsync(options, cancellationToken) : options);
        }
        catch (SeparationException e) when (!e.Reason.IsMachine())
        {
            throw new MisuseException(UserMessage.Of(e));
        }
    }

    /// <exception cref="MisuseException">A number is out of its range, or options contradict each other.</exception>
    public SeparatorOptions Read(ParseResult parse)
    {
        var quality = parse.GetValue(_quality);
        if (quality is not null && !ModelCatalogue.Qualities.ContainsKey(quality))
            throw new MisuseException($"--quality {quality} is not known: choose {string.Join(", ", ModelCatalogue.Qualities.Keys)}.");
        if (quality is not null && parse.GetValue(_model) is not null)
            throw new MisuseException("--quality and --model contradict each other: give one of them.");
        var options = new SeparatorOptions
        {
            Model = parse.GetValue(_model) ?? quality ?? ModelCatalogue.Balanced,
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
            throw new MisuseException(UserMessage.Of(e));
        }

        return options;
    }
}
