using System.Globalization;
using System.Text;
using System.Xml;

namespace Unbraid.Audio.Packaging;

/// <summary>A DAWproject 1.0 (github.com/bitwig/dawproject): one track a stem, each with one clip from the start to the end, timed in seconds.</summary>
internal static class DawProject
{
    private const string AudioFolder = "audio/", Master = "master", MasterChannel = "master-channel";

    private static readonly XmlWriterSettings s_settings = new()
    {
        Indent = true,
        NewLineChars = "\n",
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    public static ArchiveLayout Of(PackageContents contents) => new(
        [
            ("project.xml", Document(xml => WriteProject(xml, contents))),
            ("metadata.xml", Document(xml => Element(xml, "MetaData", [], () => xml.WriteElementString("Title", contents.Title)))),
        ],
        AudioFolder);

    private static void WriteProject(XmlWriter xml, PackageContents contents) => Element(xml, "Project", [("version", "1.0")], () =>
    {
        var version = typeof(DawProject).Assembly.GetName().Version!.ToString(3);
        Element(xml, "Application", [("name", "Unbraid"), ("version", version)]);
        if (contents.Tempo is { } tempo)
            WriteTransport(xml, tempo);
        var tracks = contents.Tracks.ToList();
        Element(xml, "Structure", [], () =>
        {
            for (int i = 0; i < tracks.Count; i++)
                WriteTrack(xml, tracks[i], i, isMuted: tracks[i] == contents.Click);
            Element(xml, "Track", [("id", Master), ("name", "Master"), ("contentType", "audio notes"), ("loaded", "true")],
                () => WriteChannel(xml, MasterChannel, 2, [("role", "master")], isMuted: false));
        });
        Element(xml, "Arrangement", [("id", "arrangement")], () => Element(xml, "Lanes", [("id", "lanes"), ("timeUnit", "seconds")], () =>
        {
            for (int i = 0; i < tracks.Count; i++)
                WriteClip(xml, tracks[i], i, contents);
        }));
    });

    private static void WriteTransport(XmlWriter xml, SongTempo tempo) => Element(xml, "Transport", [], () =>
    {
        Element(xml, "Tempo", [("id", "tempo"), ("name", "Tempo"), ("unit", "bpm"), ("value", Number(tempo.BeatsPerMinute))]);
        Element(xml, "TimeSignature", [("id", "time-signature"), ("numerator", Number(tempo.BeatsPerBar)), ("denominator", "4")]);
    });

    private static void WriteTrack(XmlWriter xml, PackageTrack track, int index, bool isMuted) => Element(
        xml, "Track", [("id", TrackId(index)), ("name", track.Name), ("color", track.Colour), ("contentType", "audio"), ("loaded", "true")],
        () => WriteChannel(xml, $"channel{index}", track.Channels, [("role", "regular"), ("destination", MasterChannel)], isMuted));

    private static void WriteChannel(XmlWriter xml, string id, int channels, (string, string)[] more, bool isMuted) => Element(
        xml, "Channel", [("id", id), ("audioChannels", Number(channels)), ("solo", "false"), .. more],
        () =>
        {
            Element(xml, "Mute", [("id", $"{id}-mute"), ("name", "Mute"), ("value", isMuted ? "true" : "false")]);
            Element(xml, "Pan", [("id", $"{id}-pan"), ("name", "Pan"), ("unit", "normalized"), ("min", "0"), ("max", "1"), ("value", "0.5")]);
            Element(xml, "Volume", [("id", $"{id}-volume"), ("name", "Volume"), ("unit", "linear"), ("min", "0"), ("max", "2"), ("value", "1")]);
        });

    private static void WriteClip(XmlWriter xml, PackageTrack track, int index, PackageContents contents)
    {
        var duration = Number(contents.Seconds);
        Element(xml, "Lanes", [("id", $"lanes{index}"), ("track", TrackId(index))], () => Element(xml, "Clips", [("id", $"clips{index}")], () => Element(
            xml, "Clip", [("name", track.Name), ("color", track.Colour), ("time", "0"), ("duration", duration), ("contentTimeUnit", "seconds"), ("playStart", "0")],
            () => Element(
                xml, "Audio", [("id", $"audio{index}"), ("channels", Number(track.Channels)), ("duration", duration), ("sampleRate", Number(contents.SampleRate))],
                () => Element(xml, "File", [("path", AudioFolder + track.FileName)])))));
    }

    private static string TrackId(int index) => $"track{index}";

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Element(XmlWriter xml, string name, (string Name, string Value)[] attributes, Action? content = null)
    {
        xml.WriteStartElement(name);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        content?.Invoke();
        xml.WriteEndElement();
    }

    private static byte[] Document(Action<XmlWriter> content)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, s_settings))
            content(xml);
        return bytes.ToArray();
    }
}
