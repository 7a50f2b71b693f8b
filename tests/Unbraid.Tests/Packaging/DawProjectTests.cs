using System.Globalization;
using System.Xml.Linq;
using Unbraid.Audio.Packaging;
using Xunit;

namespace Unbraid.Tests.Packaging;

public sealed class DawProjectTests : IDisposable
{
    /// <summary>Of the elements used: what may be in them, in this order, and the attributes they must have, after the format's schema.</summary>
    private static readonly Dictionary<string, (string[] Inside, string[] Required)> s_schema = new()
    {
        ["Project"] = (["Application", "Transport", "Structure", "Arrangement", "Scenes"], ["version"]),
        ["Application"] = ([], ["name", "version"]),
        ["Transport"] = (["Tempo", "TimeSignature"], []),
        ["Tempo"] = ([], ["unit"]),
        ["TimeSignature"] = ([], ["denominator", "numerator"]),
        ["Structure"] = (["Track"], []),
        ["Track"] = (["Channel", "Track"], []),
        ["Channel"] = (["Devices", "Mute", "Pan", "Sends", "Volume"], []),
        ["Mute"] = ([], []),
        ["Pan"] = ([], ["unit"]),
        ["Volume"] = ([], ["unit"]),
        ["Arrangement"] = (["Lanes", "Markers", "TempoAutomation", "TimeSignatureAutomation"], []),
        ["Lanes"] = (["Lanes", "Clips"], []),
        ["Clips"] = (["Clip"], []),
        ["Clip"] = (["Audio"], ["time"]),
        ["Audio"] = (["File"], ["channels", "sampleRate", "duration"]),
        ["File"] = ([], ["path"]),
    };

    private static readonly string[] s_attributes =
    [
        "version", "name", "id", "unit", "value", "min", "max", "numerator", "denominator", "color", "contentType", "loaded", "audioChannels", "destination", "role", "solo",
        "timeUnit", "track", "time", "duration", "contentTimeUnit", "playStart", "channels", "sampleRate", "path",
    ];

    private readonly PackedSong _packed = new();

    public void Dispose() => _packed.Dispose();

    [Fact]
    public async Task Elements_are_in_the_order_of_the_schema_and_references_lead_somewhere()
    {
        var project = await WriteAsync(await _packed.FourAsync(tempo: new SongTempo(92.25) { BeatsPerBar = 3, FirstBeat = 0.04 }));

        foreach (var element in project.DescendantsAndSelf())
        {
            var (inside, required) = s_schema[element.Name.LocalName];
            var places = element.Elements().Select(child => Array.IndexOf(inside, child.Name.LocalName)).ToList();
            Assert.DoesNotContain(-1, places);
            Assert.Equal(places.Order(), places);
            Assert.All(required, name => Assert.NotNull(element.Attribute(name)));
            Assert.All(element.Attributes(), attribute => Assert.Contains(attribute.Name.LocalName, s_attributes));
        }

        var ids = project.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, id => Assert.True(char.IsAsciiLetter(id[0])));
        Assert.All(project.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "track" or "destination"), link => Assert.Contains(link.Value, ids));
    }

    [Fact]
    public async Task Each_stem_is_a_track_with_one_clip_from_the_start_to_the_end()
    {
        var project = await WriteAsync(await _packed.FourAsync(tempo: new SongTempo(92.25) { BeatsPerBar = 3, FirstBeat = 0.04 }));

        Assert.Equal(("92.25", "bpm"), (project.Descendants("Tempo").Single().Attribute("value")!.Value, project.Descendants("Tempo").Single().Attribute("unit")!.Value));
        Assert.Equal("3", project.Descendants("TimeSignature").Single().Attribute("numerator")!.Value);
        var tracks = project.Descendants("Track").ToList();
        Assert.Equal(["drums", "bass", "other", "vocals", "click", "Master"], tracks.Select(track => track.Attribute("name")!.Value));
        Assert.Equal(["false", "false", "false", "false", "true", "false"], project.Descendants("Mute").Select(mute => mute.Attribute("value")!.Value));
        Assert.Equal("seconds", project.Element("Arrangement")!.Element("Lanes")!.Attribute("timeUnit")!.Value);
        var entries = await _packed.EntriesAsync();
        var clips = project.Descendants("Clip").ToList();
        Assert.Equal(5, clips.Count);
        for (int i = 0; i < clips.Count; i++)
        {
            Assert.Equal(tracks[i].Attribute("id")!.Value, clips[i].Parent!.Parent!.Attribute("track")!.Value);
            Assert.Equal("0", clips[i].Attribute("time")!.Value);
            foreach (var element in (XElement[])[clips[i], clips[i].Element("Audio")!])
                Assert.Equal(PackedSong.Frames, double.Parse(element.Attribute("duration")!.Value, CultureInfo.InvariantCulture) * PackedSong.Rate, 1e-6);
            Assert.Equal($"audio/{tracks[i].Attribute("name")!.Value}.wav", clips[i].Descendants("File").Single().Attribute("path")!.Value);
            Assert.Contains($"audio/{tracks[i].Attribute("name")!.Value}.wav", entries.Keys);
        }
    }

    [Fact]
    public async Task Texts_stay_texts_whatever_they_hold()
    {
        var stem = await _packed.StemAsync("x");

        var project = await WriteAsync(new PackageSong { Title = PackedSong.HostileTitle, Stems = [stem with { Name = PackedSong.HostileTitle }] });

        Assert.Equal(PackedSong.HostileLine, project.Descendants("Track").First().Attribute("name")!.Value);
        Assert.Empty(project.Elements("Transport"));
        var metadata = XDocument.Load(new MemoryStream((await _packed.EntriesAsync())["metadata.xml"])).Root!;
        Assert.Equal(("MetaData", PackedSong.HostileLine), (metadata.Name.LocalName, Assert.Single(metadata.Elements("Title")).Value));
    }

    private async Task<XElement> WriteAsync(PackageSong song)
    {
        await _packed.WriteAsync(song, PackageFormat.DawProject);
        return XDocument.Load(new MemoryStream((await _packed.EntriesAsync())["project.xml"])).Root!;
    }
}
