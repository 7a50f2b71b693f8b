using System.Numerics.Tensors;

namespace Unbraid.Composition.Mixing;

/// <summary>Collects the channels of one stem and adds their room.</summary>
internal sealed class StemBus(Reverb room, int frames)
{
    private readonly float[] _send = new float[frames];
    private readonly float[] _dryLeft = new float[frames];
    private readonly float[] _dryRight = new float[frames];

    /// <summary>The stem: what waits for the limiter, then the newest block.</summary>
    public float[] Left { get; } = new float[Limiter.Delay + frames];

    /// <summary>As <see cref="Left"/>.</summary>
    public float[] Right { get; } = new float[Limiter.Delay + frames];

    /// <summary>Renders the next block of the stem.</summary>
    public void Render(IReadOnlyList<(Channel Channel, float Gain)> channels)
    {
        Left.AsSpan(frames).CopyTo(Left);
        Right.AsSpan(frames).CopyTo(Right);
        var left = Left.AsSpan(Limiter.Delay);
        var right = Right.AsSpan(Limiter.Delay);
        left.Clear();
        right.Clear();
        if (channels.Count == 0)
        {
            return;
        }

        _send.AsSpan().Clear();
        foreach (var (channel, gain) in channels)
        {
            _dryLeft.AsSpan().Clear();
            _dryRight.AsSpan().Clear();
            channel.AddTo(_dryLeft, _dryRight);
            TensorPrimitives.MultiplyAdd(_dryLeft, gain, left, left);
            TensorPrimitives.MultiplyAdd(_dryRight, gain, right, right);
            TensorPrimitives.MultiplyAdd(_dryLeft, gain * (float)channel.Room, _send, _send);
            TensorPrimitives.MultiplyAdd(_dryRight, gain * (float)channel.Room, _send, _send);
        }

        if (channels.Any(pair => pair.Channel.Room > 0))
        {
            room.AddTo(_send, left, right);
        }
    }
}
