using System.CommandLine;

namespace Unbraid.Cli;

/// <summary>The options of a run over many songs.</summary>
internal sealed class BatchOptions
{
    private readonly Option<bool> _skipExisting = new("--skip-existing") { Description = "Leave songs alone whose stems are all there already" };

    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace stems that are there already, which is the default" };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what went wrong" };

    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Say also what runs, and when each song comes to its next stage" };

    public IEnumerable<Option> All => [_skipExisting, _overwrite, _quiet, _verbose];

    /// <exception cref="MisuseException">They were to be replaced, too.</exception>
    public bool SkipsExisting(ParseResult parse) => (parse.GetValue(_skipExisting), parse.GetValue(_overwrite)) switch
    {
        (true, true) => throw new MisuseException("--skip-existing and --overwrite contradict each other: give one of them."),
        var (skips, _) => skips,
    };

    /// <exception cref="MisuseException">Both were asked for.</exception>
    public (bool Quiet, bool Verbose) Words(ParseResult parse) => (parse.GetValue(_quiet), parse.GetValue(_verbose)) switch
    {
        (true, true) => throw new MisuseException("--quiet and --verbose contradict each other: give one of them."),
        var words => words,
    };
}
