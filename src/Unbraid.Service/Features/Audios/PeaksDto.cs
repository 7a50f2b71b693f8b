using System.ComponentModel;
using System.Text.Json.Serialization;
using Unbraid.Service.Http.Requests;

namespace Unbraid.Service.Features.Audios;

[Description("The waveform of a sound to be drawn, in the form of BBC audiowaveform's JSON (version 2): the lowest and the highest sample of each stretch, over all channels.")]
internal sealed record PeaksDto : IExample<PeaksDto>
{
    public static PeaksDto Example => new() { SampleRate = 44_100, SamplesPerPixel = 256, Length = 2, Data = [-12, 15, -90, 101] };

    [Description("Always 2.")]
    public int Version { get; init; } = 2;

    [Description("Always 1: all channels in one.")]
    public int Channels { get; init; } = 1;

    [Description("Hz, of the sound.")]
    [JsonPropertyName("sample_rate")]
    public required int SampleRate { get; init; }

    [Description("Frames in a stretch.")]
    [JsonPropertyName("samples_per_pixel")]
    public required int SamplesPerPixel { get; init; }

    [Description("Always 8: full scale is -128 to 127.")]
    public int Bits { get; init; } = 8;

    [Description("Number of stretches; data has twice as many numbers.")]
    public required int Length { get; init; }

    [Description("Lowest and highest of each stretch in turn.")]
    public required IReadOnlyList<int> Data { get; init; }
}
