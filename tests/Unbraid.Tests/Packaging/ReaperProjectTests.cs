using System.Globalization;
using System.Text;
using Unbraid.Audio.Packaging;
using Xunit;

namespace Unbraid.Tests.Packaging;

public sealed class ReaperProjectTests : IDisposable
{
    private readonly PackedSong _packed = new();

    public void Dispose() => _packed.Dispose();

    [Fact]
    public async Task Each_stem_is_a_track_with_one_item_from_the_start_to_the_end()
    {
        await _packed.WriteAsync(await _packed.FourAsync(tempo: new SongTempo(92.25) { BeatsPerBar = 3, FirstBeat = 0.04 }), PackageFormat.Reaper);

        var project = await ReadAsync();
        Assert.Equal(["92.25", "3", "4"], project.Line("TEMPO"));
        Assert.Equal(["44100", "1", "0"], project.Line("SAMPLERATE"));
        var tracks = project.Children("TRACK");
        Assert.Equal(["drums", "bass", "other", "vocals", "click"], tracks.Select(track => track.Line("NAME")[0]));
        Assert.Equal(["0", "0", "0", "0", "1"], tracks.Select(track => track.Line("MUTESOLO")[0]));
        Assert.Equal($"{0x1000000 | 0x739E00}", tracks[0].Line("PEAKCOL")[0]); // #009E73, backwards
        var entries = await _packed.EntriesAsync();
        foreach (var track in tracks)
        {
            var item = Assert.Single(track.Children("ITEM"));
            Assert.Equal("0", item.Line("POSITION")[0]);
            Assert.Equal(PackedSong.Frames, double.Parse(item.Line("LENGTH")[0], CultureInfo.InvariantCulture) * PackedSong.Rate, 1e-6);
            var source = Assert.Single(item.Children("SOURCE"));
            Assert.Equal("WAVE", source.Words[0]);
            Assert.Contains(source.Line("FILE")[0], entries.Keys);
        }
    }

    [Fact]
    public async Task Texts_stay_in_their_lines_whatever_they_hold()
    {
        var stem = await _packed.StemAsync("x", extension: "flac", channels: 1);
        PackageStem[] stems = [stem with { Name = "it's" }, stem with { Name = "say \"hi\"" }, stem with { Name = "it's \"`<TRACK\n>" }];

        await _packed.WriteAsync(new PackageSong { Title = PackedSong.HostileTitle, Stems = stems }, PackageFormat.Reaper);

        var project = await ReadAsync();
        Assert.Equal([PackedSong.HostileLine.Replace('`', '\'')], project.Line("TITLE"));
        Assert.Null(project.Find("TEMPO"));
        Assert.Equal(["it's", "say \"hi\"", "it's \"'<TRACK >"], project.Children("TRACK").Select(track => track.Line("NAME")[0]));
        Assert.All(project.Children("TRACK"), track => Assert.Equal(["FLAC"], track.Children("ITEM")[0].Children("SOURCE")[0].Words));
    }

    private async Task<Node> ReadAsync()
    {
        var open = new Stack<Node>([new Node("", [])]);
        foreach (var line in Encoding.UTF8.GetString((await _packed.EntriesAsync())["project.rpp"]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Words(line.Trim());
            if (words[0] == ">")
            {
                open.Pop();
                continue;
            }

            var node = new Node(words[0].TrimStart('<'), [.. words.Skip(1)]);
            open.Peek().Inside.Add(node);
            if (words[0][0] == '<')
                open.Push(node);
        }

        return Assert.Single(Assert.Single(open).Children("REAPER_PROJECT"));
    }

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        for (int at = 0; at < line.Length; at++)
        {
            char end = line[at] is '"' or '\'' or '`' ? line[at++] : ' ';
            int stop = line.IndexOf(end, at) is >= 0 and var found ? found : line.Length;
            words.Add(line[at..stop]);
            at = end == ' ' ? stop : stop + 1;
        }

        return words;
    }

    private sealed record Node(string Name, List<string> Words)
    {
        public List<Node> Inside { get; } = [];

        public List<string>? Find(string name) => Inside.Find(node => node.Name == name)?.Words;

        public List<string> Line(string name) => Find(name)!;

        public List<Node> Children(string name) => Inside.FindAll(node => node.Name == name);
    }
}
