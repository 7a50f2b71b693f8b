using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Unbraid.Cli;

/// <summary>A command that shows how it is used below its help.</summary>
internal interface IHasExamples
{
    string Examples { get; }
}

/// <summary>The library's help, and examples below it.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string RootExamples =
        """
        Examples:
          unbraid separate song.mp3                            four WAV files in separated/song/
          unbraid separate *.flac -o stems --format flac       an album
          unbraid mix separated/song --mute vocals -o karaoke.m4a
                                                               everything but the voice
          unbraid compose --prompt "folk in G" -o song.m4a     a song of its own
          unbraid models pull scnet                            a network, better than what is built in
          unbraid serve                                        the HTTP service on http://127.0.0.1:8080
          unbraid token --subject me --expires 7d              a token for it

        Results go to stdout, all other words to stderr.
        Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted.
        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var status = help.Invoke(parseResult);
        var examples = parseResult.CommandResult.Command switch
        {
            RootCommand => RootExamples,
            IHasExamples command => command.Examples,
            _ => null,
        };
        if (examples is not null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        }

        return status;
    }
}
