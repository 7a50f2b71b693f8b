namespace Unbraid.Inference.Checkpoints;

/// <summary>A checkpoint file cannot be used. The message is one sentence for the user.</summary>
internal sealed class CheckpointException(string message, Exception? innerException = null) : Exception(message, innerException);
