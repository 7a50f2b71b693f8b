namespace Unbraid.Separation;

/// <summary>Buffers that are used again and grow with what they have to hold.</summary>
internal static class Buffers
{
    /// <summary>Makes a buffer larger if it is too small; what it held is lost then.</summary>
    public static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
            buffer = new T[length];
    }
}
