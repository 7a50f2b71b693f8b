using System.Diagnostics;

namespace Unbraid.EndToEnd.Tests;

/// <summary>The scripts of <c>unbraid completion</c> in the shells themselves.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public CompletionTests()
    {
        Directory.CreateDirectory(_folder.At("bin"));
        var command = _folder.At("bin/unbraid");
        File.WriteAllText(command, $"#!/bin/sh\nexec dotnet '{Path.Combine(AppContext.BaseDirectory, "unbraid.dll")}' \"$@\"\n");
        using var chmod = Process.Start("chmod", ["+x", command]);
        chmod.WaitForExit();
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unbraid sep", "separate")]
    [InlineData("unbraid models p", "pull")]
    [InlineData("unbraid separate --form", "--format")]
    [InlineData("unbraid separate song.wav --clip ", "rescale clamp none")]
    [InlineData("unbraid separate --format fl", "flac")]
    [InlineData("unbraid separate 'my song.wav' --quality b", "balanced best")]
    [InlineData("unbraid completion ", "bash zsh fish")]
    [InlineData("unbraid separate so", "")]
    public async Task Bash_completes_words_and_leaves_files_to_itself(string line, string expected)
    {
        var script = """
            source <(unbraid completion bash)
            COMP_LINE=$1 COMP_POINT=${#1}
            eval "COMP_WORDS=($1)"
            [[ $1 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _unbraid
            printf '%s\n' "${COMPREPLY[@]}"
            complete -p unbraid
            """;
        var said = await RunAsync("bash", "-euc", script, "bash", line);
        Assert.Equal(Words(expected), Words(string.Join(' ', said[..^1])));
        Assert.Equal("complete -o default -F _unbraid unbraid", said[^1]);
    }

    [Theory]
    [InlineData("unbraid sep", "separate")]
    [InlineData("unbraid separate song.wav --clip ", "clamp none rescale")]
    [InlineData("unbraid separate --form", "--format")]
    [InlineData("unbraid separate bi", "bin/")]
    public async Task Fish_completes_words(string line, string expected)
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed on this machine.");
        var said = await RunAsync("fish", "--no-config", "-c", "unbraid completion fish | source; complete -C $argv[1]", line);
        Assert.Equal(Words(expected), Words(string.Join(' ', said.Select(word => word.Split('\t')[0]))));
    }

    [Fact]
    public async Task Zsh_reads_its_script()
    {
        Assert.SkipUnless(IsInstalled("zsh"), "zsh is not installed on this machine.");
        var script = """
            autoload -Uz compinit && compinit -D -u
            source <(unbraid completion zsh)
            print $_comps[unbraid]
            compadd() { shift; print -l $@ }
            words=(unbraid separate --format f) CURRENT=4 PREFIX=f
            _unbraid
            """;
        Assert.Equal(["_unbraid", "flac"], (await RunAsync("zsh", "-f", "-c", script)).Where(word => word is "_unbraid" or "flac"));
    }

    [Fact]
    public async Task Another_shell_is_answered_with_those_there_are()
    {
        var run = (await _folder.RunAsync("completion", "tcsh")).Exited(2);
        Assert.Equal("There is no completion for 'tcsh': choose bash, zsh, fish.", run.Errors[0]);
    }

    private static IEnumerable<string> Words(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private async Task<List<string>> RunAsync(string shell, params string[] arguments)
    {
        var start = new ProcessStartInfo(shell, arguments)
        {
            WorkingDirectory = _folder.Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["HOME"] = _folder.Root, ["PATH"] = $"{_folder.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}" },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{shell} ended with {process.ExitCode}:\n{errors}");
        return [.. (await output).TrimEnd('\n').Split('\n')];
    }

    private static bool IsInstalled(string tool) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));
}
