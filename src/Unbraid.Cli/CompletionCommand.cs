using System.CommandLine;

namespace Unbraid.Cli;

/// <summary><c>unbraid completion</c>: a script that lets a shell complete the words of this command.</summary>
internal sealed class CompletionCommand : Command, IHasExamples
{
    private static readonly string[] s_shells = ["bash", "zsh", "fish"];

    private readonly Argument<string> _shell = new("SHELL") { Description = string.Join(", ", s_shells) };

    private CompletionCommand() : base("completion", "Print a script that completes options and values in a shell")
    {
        _shell.CompletionSources.Add(s_shells);
        Arguments.Add(_shell);
        SetAction(parse => Print(parse.GetValue(_shell)!, parse.InvocationConfiguration.Output));
    }

    public string Examples =>
        """
        Examples:
          source <(unbraid completion bash)                    in ~/.bashrc
          source <(unbraid completion zsh)                     in ~/.zshrc, after compinit
          unbraid completion fish > ~/.config/fish/completions/unbraid.fish
        """;

    public static Command Create() => new CompletionCommand();

    private static int Print(string shell, TextWriter output)
    {
        if (!s_shells.Contains(shell))
        {
            throw new MisuseException($"There is no completion for '{shell}': choose {string.Join(", ", s_shells)}.");
        }

        using var script = new StreamReader(typeof(CompletionCommand).Assembly.GetManifestResourceStream($"unbraid.{shell}")!);
        output.Write(script.ReadToEnd());
        return ExitCode.Success;
    }
}
