using Unbraid.Separation.Yaml;

namespace Unbraid.Separation.Families;

/// <summary>
/// The configuration that a network was trained with in Music-Source-Separation-Training, which is how the field says what a checkpoint is:
/// blocks <c>audio</c>, <c>model</c>, <c>training</c> and <c>inference</c>, most of whose keys concern training alone.
/// </summary>
internal sealed class TrainingConfig
{
    /// <summary>Longest chunk taken; what one holds in memory grows with it.</summary>
    private const int MostChunkFrames = 1 << 23;

    private readonly YamlBlock _root;

    public TrainingConfig(string label, IReadOnlyDictionary<string, object?> values)
    {
        _root = new YamlBlock(label, "", values);
        ModelName = values.GetValueOrDefault("model") as string;
        // For Demucs `model` is a name, and the block of that name holds the arguments.
        Model = _root.Block(ModelName ?? "model");
        (Audio, Training, Inference) = (_root.Block("audio"), _root.Block("training"), _root.Block("inference"));
    }

    /// <summary>Name of the file.</summary>
    public string Label => _root.Label;

    /// <summary>What <c>model</c> names, if it is a name.</summary>
    public string? ModelName { get; }

    /// <summary>The constructor's arguments.</summary>
    public YamlBlock Model { get; }

    public YamlBlock Audio { get; }

    public YamlBlock Training { get; }

    public YamlBlock Inference { get; }

    /// <summary>The whole file.</summary>
    public YamlBlock Root => _root;

    /// <summary>Whether it says how a whole song is run; configurations of the networks' own authors do not.</summary>
    public bool HasProcedure => _root.Has("audio") || _root.Has("training") || _root.Has("inference");

    /// <summary>Names of what the network was trained on; all of its outputs in order, unless there is a target.</summary>
    public IReadOnlyList<string> Instruments
    {
        get
        {
            Training.RequireKey("instruments");
            var names = Training.Texts("instruments")!;
            return names.Count is > 0 and <= 128 && names.Distinct().Count() == names.Count && names.All(IsName)
                ? names
                : throw Training.Refuse("instruments", "a list of different names, without / and \\");
        }
    }

    /// <summary>The one instrument that comes out, if it is only one.</summary>
    public string? Target => Training.Text("target_instrument") switch
    {
        null => null,
        { } target when IsName(target) => target,
        _ => throw Training.Refuse("target_instrument", "a name, without / and \\"),
    };

    /// <summary>Names of the outputs in order.</summary>
    public IReadOnlyList<string> Outputs => Target is { } target ? [target] : Instruments;

    public int SampleRate => Audio.Int("sample_rate", 44_100, 8_000, 192_000);

    /// <summary>Frames of a chunk, if the file says.</summary>
    public int? Chunk =>
        Inference.Has("chunk_size") ? Inference.Int("chunk_size", 0, 256, MostChunkFrames)
        : Audio.Has("chunk_size") ? Audio.Int("chunk_size", 0, 256, MostChunkFrames)
        : null;

    /// <summary>Overlap of neighbouring chunks as a fraction; the file gives how many chunks cover a sample.</summary>
    public double Overlap => 1 - (1.0 / Inference.Int("num_overlap", 2, 1, 64));

    /// <summary>Whether the song is normalised as a whole.</summary>
    public SongNormalization Normalization => Inference.Bool("normalize", false) ? SongNormalization.Population : SongNormalization.None;

    /// <summary>The model's arguments under the constructor's names, without those that are null and so have their defaults.</summary>
    /// <param name="owner">Class of the network, for the message.</param>
    /// <param name="known">Names the constructor knows.</param>
    /// <exception cref="SeparationException">There is another name.</exception>
    public Dictionary<string, object?> Arguments(string owner, IEnumerable<string> known)
    {
        Model.RequireKnown(owner, known);
        return Model.Values.Where(argument => argument.Value is not null).ToDictionary();
    }

    // Stems become files of that name.
    /// <summary>Whether a text can be the name of a stem, and so of a file.</summary>
    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 64 && text.Trim() == text && !text.StartsWith('.') && !text.Any(c => char.IsControl(c) || c is '/' or '\\' or ':' or ',');
}
