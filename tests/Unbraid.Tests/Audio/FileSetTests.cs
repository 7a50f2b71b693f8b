using System.Text.Json;
using Unbraid.Audio;
using Xunit;

namespace Unbraid.Tests.Audio;

public sealed class FileSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_appear_together()
    {
        using var files = FileSet.In(_folder.Path);
        Write(files, "a", "new a");
        Write(files, "b", "new b");
        Assert.StartsWith(".unbraid-", Assert.Single(_folder.Names()), StringComparison.Ordinal);
        files.Commit();
        Assert.Equal(["a", "b"], _folder.Names());
        Assert.Equal("new b", File.ReadAllText(_folder.File("b")));
    }

    [Fact]
    public void What_is_not_committed_goes()
    {
        using (var files = FileSet.In(_folder.Path))
            Write(files, "a", "new a");
        Assert.Empty(_folder.Names());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_failure_in_the_middle_leaves_earlier_results_as_they_were(int failing)
    {
        string[] names = ["a", "b", "c"];
        File.WriteAllText(_folder.File("a"), "old a");
        using (var files = FileSet.In(_folder.Path))
        {
            foreach (var name in names)
                Write(files, name, "new " + name);
            Directory.CreateDirectory(_folder.File(names[failing])); // nothing can be renamed over a folder
            var error = Assert.Throws<AudioException>(files.Commit);
            Assert.StartsWith($"'{names[failing]}' cannot be written: a folder has that name", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["a", names[failing]], _folder.Names());
        Assert.Equal("old a", File.ReadAllText(_folder.File("a")));
    }

    [Fact]
    public void A_file_that_was_never_written_fails_the_set()
    {
        File.WriteAllText(_folder.File("a"), "old a");
        using (var files = FileSet.In(_folder.Path))
        {
            Write(files, "a", "new a");
            files.Add("b");
            Assert.Throws<AudioException>(files.Commit);
        }

        Assert.Equal(["a"], _folder.Names());
        Assert.Equal("old a", File.ReadAllText(_folder.File("a")));
    }

    [Fact]
    public void Folders_that_were_made_go_unless_the_results_came()
    {
        var folder = _folder.File("x/y/z");
        using (var files = FileSet.InMade(folder))
            Write(files, "a", "new a");
        Assert.Empty(_folder.Names());

        using (var files = FileSet.InMade(folder))
        {
            Write(files, "a", "new a");
            files.Commit();
        }

        Assert.Equal("new a", File.ReadAllText(Path.Combine(folder, "a")));
    }

    [Fact]
    public void What_a_killed_process_left_goes_with_the_next_run_and_so_do_the_folders_it_made()
    {
        Leave("x/y", made: 1);
        Directory.CreateDirectory(_folder.File("x/y/.unbraid-dead/stems"));
        File.WriteAllText(_folder.File("x/y/.unbraid-dead/0"), "half");

        ScratchFolder.Sweep(_folder.File("x/y"));

        Assert.True(Directory.Exists(_folder.File("x")));
        Assert.False(Directory.Exists(_folder.File("x/y")));
    }

    [Fact]
    public void What_belongs_to_a_living_process_stays()
    {
        using var first = FileSet.In(_folder.Path);
        Write(first, "a", "new a");
        using (var second = FileSet.In(_folder.Path))
            Write(second, "b", "new b");
        first.Commit();
        Assert.Equal(["a"], _folder.Names());
    }

    [Fact]
    public void Renames_that_a_killed_process_began_are_finished()
    {
        Leave(".", made: 0);
        File.WriteAllText(_folder.File("a"), "new a");
        File.WriteAllText(_folder.File(".unbraid-dead/0.old"), "old a");
        File.WriteAllText(_folder.File(".unbraid-dead/1"), "new b");
        File.WriteAllText(_folder.File("b"), "old b");
        File.WriteAllText(_folder.File(".unbraid-dead/renames"), JsonSerializer.Serialize((string[])["a", "b"]));

        FileSet.In(_folder.Path).Dispose();

        Assert.Equal(["a", "b"], _folder.Names());
        Assert.Equal("new a", File.ReadAllText(_folder.File("a")));
        Assert.Equal("new b", File.ReadAllText(_folder.File("b")));
    }

    [Fact]
    public void A_planted_list_leads_nowhere_else()
    {
        Leave("in", made: 1000);
        File.WriteAllText(_folder.File("precious"), "old");
        File.WriteAllText(_folder.File("in/.unbraid-dead/0"), "new");
        File.WriteAllText(_folder.File("in/.unbraid-dead/renames"), JsonSerializer.Serialize((string[])["../precious"]));
        Directory.CreateSymbolicLink(_folder.File("in/.unbraid-link"), _folder.Path);

        ScratchFolder.Sweep(_folder.File("in"));

        Assert.Equal("old", File.ReadAllText(_folder.File("precious")));
        Assert.Equal([_folder.File("in/.unbraid-link")], Directory.GetFileSystemEntries(_folder.File("in")));
    }

    [Fact]
    public async Task Sets_that_begin_and_sweep_at_the_same_time_do_not_harm_each_other()
    {
        await Parallel.ForAsync(0, 200, async (i, _) =>
        {
            await Task.Yield();
            using var files = FileSet.In(_folder.Path);
            Write(files, $"{i}", "whole");
            files.Commit();
        });
        Assert.Equal(200, _folder.Names().Length);
        Assert.All(_folder.Names(), name => Assert.Equal("whole", File.ReadAllText(_folder.File(name))));
    }

    /// <summary>A scratch folder whose owner is dead.</summary>
    private void Leave(string folder, int made)
    {
        Directory.CreateDirectory(_folder.File(Path.Combine(folder, ".unbraid-dead")));
        File.WriteAllText(_folder.File(Path.Combine(folder, ".unbraid-dead/owner")), $"{made}");
    }

    private static void Write(FileSet files, string name, string content) => File.WriteAllText(files.Add(name), content);
}
