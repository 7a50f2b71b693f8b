using System.CommandLine;

namespace Unbraid.Cli;

/// <summary>The options of a run over many songs.</summary>
internal sealed class BatchOptions
{
    private readonly Option<bool> _skipExisting = new("--skip-existing") { Description = "Leave songs alone whose stems are all there already" };

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Say only what went wrong" };

    public IEnumerable<Option> All => [_skipExisting, _quiet];

    public bool SkipsExisting(ParseResult parse) => parse.GetValue(_skipExisting);

    public bool IsQuiet(ParseResult parse) => parse.GetValue(_quiet);
}
