using System.CommandLine;

namespace Unbraid.Cli;

/// <summary><c>unbraid separate</c>: its options and which of them contradict each other.</summary>
internal sealed class SeparateCommand : Command, IHasExamples
{
    public const string Word = "separate";

    private readonly Argument<string[]> _inputs = new("INPUT")
    {
        Description = "Songs in any format ffmpeg reads; of a video, its sound; of a folder, its songs; - is standard input",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder of the results; a song's stems go to DIR/<name of the song>/<stem>.<format>",
        HelpName = "DIR",
        DefaultValueFactory = _ => "separated",
    };

    private readonly Option<bool> _recursive = new("--recursive", "-r") { Description = "Of a folder, also the songs of the folders in it" };

    private readonly ModelOptions _model = new("instead of a quality: auto (the best installed one), a name of 'unbraid models list', a checkpoint file, or an ensemble (YAML)");

    private readonly RecipeOptions _recipe = new();

    private readonly Option<string?> _stems = new("--stems")
    {
        Description = "Write only these stems, separated by commas [default: all of the model's or the recipe's]",
        HelpName = "a,b",
    };

    private readonly SoundOptions _sound = new();

    private readonly StemOptions _written = new();

    private readonly BatchOptions _batch = new();

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print one JSON object per song and line",
    };

    private SeparateCommand() : base(Word, "Take songs apart into stems")
    {
        Arguments.Add(_inputs);
        foreach (var option in (Option[])[_output, _recursive, .. _model.All, .. _recipe.All, _stems, .. _sound.All, .. _written.All, .. _batch.All, _json])
        {
            Options.Add(option);
        }

        SetAction((parse, cancellationToken) => Read(parse).RunAsync(cancellationToken));
    }

    public string Examples =>
        """
        Examples:
          unbraid separate song.mp3                              vocals, drums, bass and other in separated/song/
          unbraid separate *.m4a --two-stems vocals              the voice and everything else
          unbraid separate song.wav --exact --bits 24            stems that sum to the song to the last bit
          unbraid separate song.mp3 --name '{title} - {stem}'    named by the title in its tags
          unbraid separate song.wav --json | jq -r .stems.vocals the path of one stem

        Prints the paths of the written files. Two inputs of the same name get folders of their own: song and song-2.
        Existing stems are replaced, unless --skip-existing is given. A song that fails does not stop the others; the exit status is then 1.
        """;

    public static Command Create() => new SeparateCommand();

    private SeparateRun Read(ParseResult parse)
    {
        var options = _model.Read(parse);
        Complaint.RefuseOptions(this, parse.GetValue(_inputs)!);
        var stems = parse.GetValue(_stems)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (stems is [])
        {
            throw new MisuseException("--stems names no stem: give names separated by commas, or leave it out for all.");
        }

        var folder = parse.GetValue(_output)!;
        var output = _written.Read(parse, folder);
        if (output.Exact && stems is not null)
        {
            throw new MisuseException("--exact needs all stems, because they have to sum to the song: leave out --stems.");
        }

        var (quiet, verbose) = _batch.Words(parse);
        return new SeparateRun
        {
            Inputs = SongFolder.Expand(parse.GetValue(_inputs)!, parse.GetValue(_recursive), folder),
            Options = _sound.Read(parse, options with { Stems = stems, Recipe = _recipe.Read(parse) }),
            Output = output,
            Json = parse.GetValue(_json),
            SkipExisting = _batch.SkipsExisting(parse),
            Quiet = quiet,
            Verbose = verbose,
        };
    }
}
