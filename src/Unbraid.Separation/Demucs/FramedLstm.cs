using Unbraid.Inference;
using Unbraid.Inference.Checkpoints;

namespace Unbraid.Separation.Demucs;

/// <summary>
/// Two bidirectional LSTM layers and a linear one, added to their input. Long sequences are cut into frames of 200 steps that overlap by half;
/// of each frame the middle is kept.
/// </summary>
internal sealed class FramedLstm
{
    private const int Width = 200;
    private const int Stride = Width / 2;
    private const int Margin = Stride / 2;

    private readonly Engine _engine;
    private readonly BidirectionalLstm _first;
    private readonly BidirectionalLstm _second;
    private readonly Linear _linear;
    private readonly int _channels;

    public FramedLstm(Engine engine, TensorSource w, int channels)
    {
        (_engine, _channels) = (engine, channels);
        _first = LstmLoader.Load(engine, w, "lstm", 0, channels, channels);
        _second = LstmLoader.Load(engine, w, "lstm", 1, 2 * channels, channels);
        _linear = new Linear(engine, 2 * channels, channels, w.Read("linear.weight", channels, 2 * channels), w.Read("linear.bias", channels));
    }

    public void Require(LayerScratch scratch, int steps) => scratch.Require(recurrent: (steps * _channels) + (5L * _channels * Positions(steps)));

    /// <summary>x = x + linear(lstm(x)), in place.</summary>
    /// <param name="x">[channels, steps]</param>
    /// <param name="steps">Steps of the sequence.</param>
    /// <param name="scratch">Room.</param>
    public void Run(Span<float> x, int steps, LayerScratch scratch)
    {
        var (frames, width) = Frames(steps);
        var positions = frames * width;
        var room = scratch.Recurrent;
        var rows = room[..(steps * _channels)];
        var framed = room.Slice(rows.Length, positions * _channels);
        var once = room.Slice(rows.Length + framed.Length, positions * 2 * _channels);
        var twice = room.Slice(rows.Length + framed.Length + once.Length, positions * 2 * _channels);

        Elementwise.Transpose(_engine, x, _channels, steps, rows);
        for (var frame = 0; frame < frames; frame++)
        {
            var target = framed.Slice(frame * width * _channels, width * _channels);
            var source = rows[(frame * Stride * _channels)..];
            var inside = Math.Min(source.Length, target.Length);
            source[..inside].CopyTo(target);
            target[inside..].Clear();
        }

        var layout = new SequenceLayout(width, frames, 1, width);
        _first.Run(framed, layout, once);
        _second.Run(once, layout, twice);
        _linear.Run(twice, positions, framed);
        for (var step = 0; step < steps; step++)
        {
            var frame = Math.Clamp((step - Margin) / Stride, 0, frames - 1);
            var source = framed.Slice(((frame * width) + step - (frame * Stride)) * _channels, _channels);
            for (var c = 0; c < _channels; c++)
            {
                x[(c * steps) + step] += source[c];
            }
        }
    }

    private static long Positions(int steps) => Frames(steps) is var (frames, width) ? (long)frames * width : 0;

    private static (int Frames, int Width) Frames(int steps) => steps > Width ? ((steps + Stride - 1) / Stride, Width) : (1, steps);
}

/// <summary>Reads the weights of a bidirectional LSTM layer by PyTorch's names.</summary>
internal static class LstmLoader
{
    public static BidirectionalLstm Load(Engine engine, TensorSource w, string name, int layer, int inputs, int hidden) =>
        new(engine, inputs, hidden, Direction(w, $"l{layer}", name, inputs, hidden), Direction(w, $"l{layer}_reverse", name, inputs, hidden));

    private static LstmWeights Direction(TensorSource w, string suffix, string name, int inputs, int hidden) => new()
    {
        Input = w.Read($"{name}.weight_ih_{suffix}", 4 * hidden, inputs),
        Hidden = w.Read($"{name}.weight_hh_{suffix}", 4 * hidden, hidden),
        InputBias = w.Read($"{name}.bias_ih_{suffix}", 4 * hidden),
        HiddenBias = w.Read($"{name}.bias_hh_{suffix}", 4 * hidden),
    };
}
